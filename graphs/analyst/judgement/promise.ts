import { CHINESE, CHINESE_TELLING } from "./languages/chinese.ts";
import { ENGLISH, ENGLISH_TELLING } from "./languages/english.ts";
import type { LanguageRules } from "./languages/language-rules.ts";
import { OTHER_LANGUAGES } from "./languages/other-languages.ts";
import { segmentsOf, type Segment } from "./segments.ts";

const LANGUAGES: readonly LanguageRules[] = [ENGLISH, CHINESE, ...OTHER_LANGUAGES];

/** What follows a colon is the thing itself and no longer announced. */
const CONTENT_AFTER_COLON = /[:：]\s*\S.{3,}/;

/** The sentence says that its speaker is about to work on the data. */
function isPromise(sentence: string): boolean {
  if (LANGUAGES.some(({ nextStep }) => nextStep.test(sentence))) return true;
  if (CONTENT_AFTER_COLON.test(sentence)) return false;
  return LANGUAGES.some(
    ({ announces, waits, exempt }) =>
      !exempt.test(sentence) &&
      (waits.test(sentence) || announces.some((pattern) => pattern.test(sentence))),
  );
}

function isFiller(sentence: string): boolean {
  return LANGUAGES.some(({ filler }) => filler.test(sentence)) && !isPromise(sentence);
}

function isAction(item: string): boolean {
  return !/\d\s?%|[:：]\s*[\d.,]+$/.test(item) && LANGUAGES.some(({ action }) => action.test(item));
}

/** A line above a list that says: this is what I am going to do. */
export function announcesSteps(line: string): boolean {
  const isHeading = LANGUAGES.some(({ planHeading }) => planHeading.test(line));
  if (isHeading) return true;
  const isTelling = ENGLISH_TELLING.test(line) || CHINESE_TELLING.test(line);
  const willDo =
    /(?:\b(?:I'll|I will|I'm going to|I plan to|let me)\b|我(?:们)?(?:将|会|要|准备|打算|来|先))/i;
  return /[:：]$/.test(line) && willDo.test(line) && !isTelling;
}

function isPlan(segments: readonly Segment[], lastItem: number): boolean {
  let first = lastItem;
  while (segments[first - 1]?.form === "item") first--;
  const head = segments[first - 1];
  if (head?.form !== "sentence" || !announcesSteps(head.text)) return false;
  const items = segments.slice(first, lastItem + 1);
  // The last step of a plan is often one of words: report, summarise.
  return items.filter(({ text }) => isAction(text)).length > items.length / 2;
}

/**
 * A reply that announces work and ends there: its last sentence of weight is a promise, or the list
 * at its end is a plan. What it says before does not matter: whatever was announced there has been
 * done since, or the sentence would not be the last one.
 */
export function isPromiseWithoutAction(text: string): boolean {
  const segments = segmentsOf(text);
  let at = segments.length - 1;
  while (at > 0 && segments[at]?.form === "sentence" && isFiller(segments[at]?.text ?? "")) at--;
  // Code in the reply itself is not run by anybody: what counts is how it was announced.
  while (at > 0 && segments[at]?.form === "code") at--;
  const last = segments[at];
  if (last === undefined) return false;
  if (last.form === "item") return isPlan(segments, at) || isPromise(last.text);
  return last.form === "sentence" && isPromise(last.text);
}
