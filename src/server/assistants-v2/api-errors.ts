import { AnalystError } from "../../../tools/errors.ts";
import type { Language } from "../../../tools/words.ts";
import { toOpenAiError, type OpenAiError } from "../openai/openai-errors.ts";

/** What express found wrong with a body before it was read. */
function bodyFault(error: unknown): AnalystError | undefined {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === "entity.too.large")
    return new AnalystError("file_too_large", {
      en: "The request is too large: upload files first, and name them by their ids.",
      zh: "请求过大：请先上传文件，再用其 ID 引用。",
    });
  if (typeof type !== "string" || status !== 400) return undefined;
  return new AnalystError("input_invalid", {
    en: "The body is not valid JSON.",
    zh: "请求体不是有效的 JSON。",
  });
}

/** As OpenAI's Assistants API says it: a second run of a thread is a wrong request there. */
export function toApiError(error: unknown, language: Language): OpenAiError {
  const { status, body } = toOpenAiError(bodyFault(error) ?? error, language);
  return { status: body.error.code === "thread_busy" ? 400 : status, body };
}
