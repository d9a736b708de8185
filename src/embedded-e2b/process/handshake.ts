import { z } from "zod";
import { AnalystError, type ErrorCode } from "../../../tools/errors.ts";

/** What a detached server tells its launcher, once. */
export const Announcement = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), port: z.number(), apiKey: z.string() }),
  z.object({
    type: z.literal("failed"),
    code: z.string(),
    words: z.object({ en: z.string(), zh: z.string() }),
    retryable: z.boolean(),
  }),
]);
export type Announcement = z.infer<typeof Announcement>;
type Failure = Extract<Announcement, { type: "failed" }>;

/** Packs an error for the way to the launcher. */
export function failureOf(error: unknown): Failure {
  if (AnalystError.isInstance(error)) {
    const words = { en: error.say("en"), zh: error.say("zh") };
    return { type: "failed", code: error.code, words, retryable: error.retryable };
  }
  const text = error instanceof Error ? error.message : String(error);
  const words = {
    en: `The embedded E2B server could not start: ${text}`,
    zh: `内嵌 E2B 服务器无法启动：${text}`,
  };
  return { type: "failed", code: "sandbox_unavailable", words, retryable: false };
}

/** Makes the error again on the other side; both sides are the same code. */
export function errorOf(failure: Failure): AnalystError {
  return new AnalystError(failure.code as ErrorCode, failure.words, {
    retryable: failure.retryable,
  });
}
