import type { Language } from "../../tools/words.ts";

/** Picks a sentence in the language of the question. */
export type Say = (en: string, zh: string) => string;

export function sayIn(language: Language): Say {
  return (en, zh) => (language === "zh" ? zh : en);
}
