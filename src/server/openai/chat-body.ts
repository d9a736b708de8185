import { z } from "zod";
import { STEPS } from "../content/composer.ts";
import { AnalystError } from "../../../tools/errors.ts";

const Text = z.object({ type: z.enum(["text", "input_text", "output_text"]), text: z.string() });
const FileFields = {
  filename: z.string().optional(),
  file_data: z.string().optional(),
  file_id: z.string().optional(),
};
const File = z.object({ type: z.literal("file"), file: z.object(FileFields) });
const InputFile = z.object({ type: z.literal("input_file"), ...FileFields });
const address = z.union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)]);
const Image = z.object({ type: z.enum(["image_url", "input_image"]), image_url: address });
/** Parts that say nothing to us, such as an earlier refusal. */
const Other = z.object({ type: z.string() }).transform(() => ({ type: "other" as const }));

const Content = z
  .union([
    z.string().transform((text) => [{ type: "text" as const, text }]),
    z.array(z.union([Text, File, InputFile, Image, Other])),
    z.null().transform(() => []),
  ])
  .default([]);

const MAX_MESSAGES = 5_000;

const ChatBody = z.object({
  model: z.string().min(1).max(200),
  messages: z
    .array(
      z.object({
        role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
        content: Content,
      }),
    )
    .min(1)
    .max(MAX_MESSAGES),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.literal(1, "only one answer is given").nullish(),
  /** How much of the way to the answer is shown; our own. */
  steps: z.enum(STEPS).optional(),
});

export type ChatBody = z.output<typeof ChatBody>;
export type ChatMessage = ChatBody["messages"][number];
export type ChatPart = ChatMessage["content"][number];

/** Reads a request of `POST /v1/chat/completions`; what it does not know it lets pass. Raises `input_invalid`. */
export function parseChatBody(value: unknown): ChatBody {
  const parsed = ChatBody.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join(".") || "body"}: ${message}`)
    .join("; ")
    .slice(0, 500);
  throw new AnalystError("input_invalid", {
    en: `The request does not fit: ${faults}`,
    zh: `请求不符合要求：${faults}`,
  });
}
