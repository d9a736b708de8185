import type { Words } from "../../../tools/words.ts";
import type { Aggregate } from "../question.ts";
import type { Say } from "../say.ts";

const WORDS: Readonly<Record<Aggregate, Words>> = {
  sum: { en: "total", zh: "总和" },
  mean: { en: "mean", zh: "平均值" },
  median: { en: "median", zh: "中位数" },
  count: { en: "number of rows", zh: "行数" },
  min: { en: "minimum", zh: "最小值" },
  max: { en: "maximum", zh: "最大值" },
};

/** "total sales" or "sales总和": what is computed, for titles and answers; `name` may be formatted. */
export function aggregated(say: Say, aggregate: Aggregate, name: string | undefined): string {
  const { en, zh } = WORDS[aggregate];
  if (name === undefined) return say(WORDS.count.en, WORDS.count.zh);
  return say(`${en} ${name}`, `${name} ${zh}`);
}

/** The first letter as a capital, for titles. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
