import { AnalystError, type ErrorCode } from "../../../tools/errors.ts";
import type { Language } from "../../../tools/words.ts";

/** An error as OpenAI's clients read it. */
export interface OpenAiError {
  readonly status: number;
  readonly body: {
    readonly error: {
      readonly message: string;
      readonly type: string;
      readonly param: null;
      readonly code: string;
    };
  };
}

/**
 * The rest is 400: clients such as LibreChat ask again for a minute and a half after 429 and
 * 5xx, and only then show the reason.
 */
const STATUS: Partial<Record<ErrorCode, number>> = {
  key_invalid: 401,
  forbidden: 403,
  not_found: 404,
  thread_busy: 409,
  conflict: 409,
  file_too_large: 413,
  /** Another replica, or the restarted server, takes it in a moment. */
  server_stopping: 503,
};

const OF_REQUEST: ReadonlySet<ErrorCode> = new Set([
  "input_invalid",
  "file_not_found",
  "file_unusable",
  "file_too_large",
  "not_found",
  "conflict",
  "limit_reached",
]);

function typeOf(code: ErrorCode): string {
  if (code === "key_invalid") return "authentication_error";
  if (code === "forbidden") return "permission_error";
  if (code === "rate_limited") return "rate_limit_error";
  return OF_REQUEST.has(code) ? "invalid_request_error" : "server_error";
}

const INTERNAL = new AnalystError("internal", {
  en: "Something went wrong in the server; its log says more.",
  zh: "服务器内部出错，详情请查看其日志。",
});

/** Never says more of an unexpected error than that there was one. */
export function toOpenAiError(error: unknown, language: Language): OpenAiError {
  const known = AnalystError.isInstance(error) ? error : INTERNAL;
  const { code } = known;
  return {
    status: STATUS[code] ?? 400,
    body: { error: { message: known.say(language), type: typeOf(code), param: null, code } },
  };
}
