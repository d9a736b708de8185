import { AnalystError } from "../../../tools/errors.ts";
import type { Words } from "../../../tools/words.ts";

/** A `sandbox_setup` error: what went wrong, the program's own last words if there are, what to do. */
export function setupError(
  what: Words,
  cure: Words,
  details: { output?: string; cause?: unknown; retryable?: boolean } = {},
): AnalystError {
  const said =
    details.output === undefined || details.output === "" ? "" : `${indent(details.output)}\n`;
  return new AnalystError(
    "sandbox_setup",
    { en: `${what.en}\n${said}${cure.en}`, zh: `${what.zh}\n${said}${cure.zh}` },
    { cause: details.cause, retryable: details.retryable },
  );
}

export const cancelled = (signal: AbortSignal) =>
  new AnalystError(
    "cancelled",
    { en: "The set-up was cancelled.", zh: "安装已取消。" },
    { cause: signal.reason },
  );

const indent = (text: string) => text.replaceAll(/^/gm, "  | ");
