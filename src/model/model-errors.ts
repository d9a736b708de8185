import { ContextOverflowError, ModelAbortError } from "@langchain/core/errors";
import { z } from "zod";
import { AnalystError } from "../../tools/errors.ts";
import type { Words } from "../../tools/words.ts";
import { causesOf, hasName } from "./causes.ts";
import type { ModelInfo } from "./endpoint.ts";
import * as words from "./fault-words.ts";
import { retryAfterMs, type HeaderReader } from "./retry-policy.ts";

/** The longest part of a server's own sentence that is passed on. */
const DETAIL_LIMIT = 300;

/** What the SDK's errors carry; OpenRouter puts the status into `code` of an error in the stream. */
const ApiFault = z.object({
  status: z.number().optional().catch(undefined),
  code: z.union([z.string(), z.number()]).nullish().catch(undefined),
  error: z.object({ message: z.string() }).optional().catch(undefined),
  headers: z
    .custom<HeaderReader>((value) => hasGet(value))
    .optional()
    .catch(undefined),
});

/**
 * Turns whatever a model call raised into the project's error, by class, status and code. What the
 * fetch layer already said is kept. Never contains a key.
 */
export function mapModelError(error: unknown, model: ModelInfo): AnalystError {
  const own = findOwn(error);
  if (own !== undefined) return own;
  if (isAbort(error)) return new AnalystError("cancelled", words.stopped, { cause: error });

  const fault = ApiFault.safeParse(error).data ?? {};
  const status = fault.status ?? numericStatus(fault.code);
  const fail = (code: AnalystError["code"], sentence: Words, retryable = false): AnalystError =>
    new AnalystError(code, sentence, { retryable, cause: error });

  if (
    ContextOverflowError.isInstance(error) ||
    fault.code === "context_length_exceeded" ||
    status === 413
  ) {
    return fail("model_context_overflow", words.tooLong);
  }
  if (fault.code === "insufficient_quota") return fail("model_rate_limited", words.quotaUsedUp);
  if (fault.code === "content_filter") return fail("model_rejected", words.filtered);
  if (status === 401 || status === 403) {
    return fail("model_auth", words.keyRefused(model.provider, status));
  }
  if (status === 404) return fail("model_rejected", words.modelUnknown(model.provider, model.name));
  if (status === 429) {
    const wait = fault.headers && retryAfterMs(fault.headers, Date.now());
    return fail("model_rate_limited", words.rateLimited(wait && wait / 1000), true);
  }
  if (status !== undefined && (status >= 500 || status === 408)) {
    return fail("model_unreachable", words.serverFailed(status), true);
  }
  if (status !== undefined || fault.error !== undefined) {
    return fail("model_rejected", words.refused(status, detailOf(fault.error?.message)));
  }
  return fail("internal", words.unexpected);
}

/** The SDK wraps what the fetch layer raised; it is found among the causes. */
function findOwn(error: unknown): AnalystError | undefined {
  for (const cause of causesOf(error)) if (AnalystError.isInstance(cause)) return cause;
  return undefined;
}

function isAbort(error: unknown): boolean {
  return ModelAbortError.isInstance(error) || causesOf(error).some((e) => hasName(e, "AbortError"));
}

function numericStatus(code: string | number | null | undefined): number | undefined {
  const number = Number(code);
  return number >= 400 && number < 600 ? number : undefined;
}

/** One bounded line, without anything that looks like a key. */
function detailOf(message: string | undefined): string {
  const line = (message ?? "").replaceAll(/\s+/g, " ").trim();
  const safe = line.replaceAll(/\b(sk|key|Bearer)[-_ ][\w.-]{8,}/gi, "[REDACTED]");
  return safe.length > DETAIL_LIMIT ? `${safe.slice(0, DETAIL_LIMIT)} …` : safe;
}

function hasGet(value: unknown): boolean {
  return typeof value === "object" && value !== null && "get" in value;
}
