/** The languages in which this project itself speaks; the model answers in any. */
export type Language = "en" | "zh";

/** A sentence for a person, in every language of {@link Language}. */
export type Words = Readonly<Record<Language, string>>;

const KANA_OR_HANGUL = /[\u3040-\u30ff\uac00-\ud7af]/u;
const HAN = /\p{Script=Han}/u;

/**
 * The language of our own notices for a message: Chinese when it holds Han characters and
 * neither kana nor hangul, English otherwise.
 */
export function detectLanguage(message: string): Language {
  return HAN.test(message) && !KANA_OR_HANGUL.test(message) ? "zh" : "en";
}
