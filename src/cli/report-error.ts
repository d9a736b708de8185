import { AnalystError, type ErrorCode } from "../../tools/errors.ts";
import type { Language } from "../../tools/words.ts";
import { EXIT, type CliHost } from "./host.ts";
import { createStyle } from "./render/style.ts";
import { safeText } from "../../tools/output/safe-text.ts";

/** What the person can put right on the command line or in the configuration. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  "config_invalid",
  "file_not_found",
  "file_unusable",
  "file_too_large",
  "input_invalid",
  "not_found",
  "forbidden",
  "state_unusable",
]);

/** Says on stderr what went wrong, and returns the exit code for it. */
export function reportError(error: unknown, host: CliHost, language: Language): number {
  if (AnalystError.isInstance(error)) {
    if (error.code === "cancelled") return EXIT.cancelled;
    writeError(error.say(language), host, language);
    return USAGE.has(error.code) ? EXIT.usage : EXIT.failed;
  }
  // A defect of ours: its own words, and the place for whoever reports it.
  writeError(
    error instanceof Error ? (error.stack ?? error.message) : String(error),
    host,
    language,
  );
  return EXIT.failed;
}

/** `Error: …` in the person's language. */
export function writeError(message: string, host: CliHost, language: Language): void {
  const style = createStyle(host.stderr.isTTY === true, host.env);
  const label = language === "zh" ? "错误：" : "Error: ";
  host.stderr.write(`${style.bad(label)}${safeText(message)}\n`);
}
