import type { Language, Words } from "./words.ts";

/** Stable codes of everything that can go wrong; adapters map them, never the message. */
export type ErrorCode =
  | "config_invalid"
  | "file_not_found"
  | "file_unusable"
  | "file_too_large"
  | "input_invalid"
  | "not_found"
  | "forbidden"
  | "conflict"
  | "key_invalid"
  | "limit_reached"
  | "rate_limited"
  | "server_stopping"
  | "thread_busy"
  | "state_unusable"
  | "store_unavailable"
  | "sandbox_unavailable"
  | "sandbox_lost"
  | "sandbox_template"
  | "sandbox_disk_full"
  | "sandbox_isolation"
  | "sandbox_setup"
  | "model_auth"
  | "model_unreachable"
  | "model_rejected"
  | "model_rate_limited"
  | "model_context_overflow"
  | "cancelled"
  | "internal";

const BRAND = Symbol.for("e2b-data-analyst.error");

export interface ErrorOptions {
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * The one error of this project. `message` is the English sentence for a person; `say` gives it in
 * another language. `retryable` tells whether the same call can succeed later without a change.
 */
export class AnalystError extends Error {
  override readonly name = "AnalystError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly #words: Words;

  constructor(code: ErrorCode, words: Words, options: ErrorOptions = {}) {
    super(words.en, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.#words = words;
    Object.defineProperty(this, BRAND, { value: true });
  }

  say(language: Language): string {
    return this.#words[language];
  }

  /** True also for an instance made by another copy of this module, where `instanceof` fails. */
  static isInstance(value: unknown): value is AnalystError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}
