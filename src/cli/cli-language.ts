import type { Language } from "../../tools/words.ts";

/** The language before a question is known: as the locale says. */
export function localeLanguage(source: NodeJS.ProcessEnv): Language {
  const locale = source.LC_ALL || source.LC_MESSAGES || source.LANG || "";
  return /^zh\b|^zh_/i.test(locale) ? "zh" : "en";
}
