import { AnalystError } from "../../../tools/errors.ts";
import type { Words } from "../../../tools/words.ts";

/** Why no sandbox can be had on this machine, and what a person can do about it. */
export function isolationError(
  { en, zh, cure }: Words & { readonly cure: Words },
  cause?: unknown,
): AnalystError {
  const wordsOf = { en: `${en} ${cure.en}`, zh: `${zh}${cure.zh}` };
  return new AnalystError("sandbox_isolation", wordsOf, { cause });
}
