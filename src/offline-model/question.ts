import { detectLanguage, type Language } from "../../tools/words.ts";
import { sayIn, type Say } from "./say.ts";

export type Aggregate = "sum" | "mean" | "median" | "count" | "min" | "max";
export type Frequency = "D" | "W" | "M" | "Q" | "Y";

/** What the wording of a question says, whatever the data are. */
export interface Question {
  readonly text: string;
  readonly language: Language;
  /** Picks a sentence in that language. */
  readonly say: Say;
  readonly lower: string;
  /** "top 5", "前五". */
  readonly topN?: number;
  /** The smallest are asked for. */
  readonly ascending: boolean;
  readonly aggregate?: Aggregate;
  readonly frequency?: Frequency;
  /** Calendar years that are named, in order. */
  readonly years: readonly number[];
  /** Whether they are the only ones meant, the ends of a range, or the beginning of an open one. */
  readonly yearsMeant: "each" | "range" | "since";
}

const AGGREGATES: readonly (readonly [Aggregate, RegExp])[] = [
  ["median", /\bmedian\b|中位数/],
  ["mean", /\b(?:averages?|avg|means?)\b|平均|均值/],
  [
    "count",
    /\bhow many\b|\bnumber of\b|\bcount(?:s|ed)?\b|\bfrequen|most common|多少(?!钱)[个条人笔只名次]|有多少|个数|人数|次数|笔数|数量分布|最常见|频数|频率/,
  ],
  ["sum", /\b(?:totals?|sums?)\b|总(?![结览体之])|合计|累计|求和/],
  ["min", /\b(?:minimum|min)\b|最小值|最低值/],
  ["max", /\b(?:maximum|max)\b|最大值|最高值/],
];

const FREQUENCIES: readonly (readonly [Frequency, RegExp])[] = [
  ["M", /\bmonth(?:ly|s)?\b|按月|每月|每个月|逐月|月度|各月|分月|哪个?月|几月|个月/],
  ["Q", /\bquarter(?:ly|s)?\b|季度|按季|每季/],
  ["W", /\bweek(?:ly|s)?\b|按周|每周|逐周|每星期|周度/],
  ["D", /\b(?:daily|days?)\b|按天|按日|每天|每日|逐日|日度|哪一?天/],
  ["Y", /\b(?:year(?:ly|s)?|annual(?:ly)?)\b|(?:按|每|逐|各)年(?![龄级薪轻])|年度|历年|哪一?年/],
];

const SMALLEST =
  /\b(?:lowest|smallest|least|fewest|worst|bottom|minimum|cheapest|lightest|shortest)\b|最低|最小|最少|最差|最轻|最短|最便宜|倒数|后\s*[\d一二三四五六七八九十]+/;

const RANGE =
  /(?:19|20)\d{2}年?\s*(?:-|–|—|~|to|through|until|till|至|到)\s*(?:19|20)\d{2}|\b(?:between|from)\s+(?:19|20)\d{2}/;
const SINCE = /\b(?:since|after|from)\s+(?:19|20)\d{2}|(?:19|20)\d{2}年?(?:以来|之后|以后|起|至今)/;

const WORD_NUMBERS: Readonly<Record<string, number>> = Object.fromEntries(
  "one two three four five six seven eight nine ten".split(" ").map((word, at) => [word, at + 1]),
);
const HAN_DIGITS = "零一二三四五六七八九";
const NUMBER = String.raw`(\d{1,3}|${Object.keys(WORD_NUMBERS).join("|")})`;
const HAN_NUMBER = String.raw`(\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])`;
const TOP: readonly RegExp[] = [
  new RegExp(String.raw`\b(?:top|bottom|first)[\s-]*${NUMBER}\b`),
  new RegExp(
    String.raw`\b${NUMBER}\s+(?:\w+\s+)?(?:largest|biggest|highest|best|most|lowest|smallest|worst|least)\b`,
  ),
  new RegExp(String.raw`(?:前|后|倒数)\s*${HAN_NUMBER}(?!\s*个?[年月周天日季])`),
  new RegExp(String.raw`最[高大多低小少好差]的?\s*${HAN_NUMBER}`),
];
const MOST_SHOWN = 20;

/** Reads what the wording alone tells. */
export function readQuestion(text: string): Question {
  const lower = text.toLowerCase();
  const language = detectLanguage(text);
  const years = [...lower.matchAll(/(?<!\d)(?:19|20)\d{2}(?!\d)/g)].map((match) =>
    Number(match[0]),
  );
  return {
    text,
    language,
    say: sayIn(language),
    lower,
    topN: readTop(lower),
    ascending: SMALLEST.test(lower),
    aggregate: AGGREGATES.find(([, pattern]) => pattern.test(lower))?.[0],
    frequency: FREQUENCIES.find(([, pattern]) => pattern.test(lower))?.[0],
    years,
    yearsMeant:
      years.length > 1
        ? RANGE.test(lower)
          ? "range"
          : "each"
        : SINCE.test(lower)
          ? "since"
          : "each",
  };
}

function readTop(text: string): number | undefined {
  for (const pattern of TOP) {
    const found = pattern.exec(text)?.[1];
    if (found === undefined) continue;
    const count = toCount(found);
    if (count >= 1) return Math.min(count, MOST_SHOWN);
  }
  return undefined;
}

/** A number written in digits, as an English word, or in Chinese up to 99. */
function toCount(text: string): number {
  const word = WORD_NUMBERS[text];
  if (word !== undefined) return word;
  if (/^\d+$/.test(text)) return Number(text);
  const [tens = "", ones = ""] = text.includes("十") ? text.split("十") : ["零", text];
  return (tens === "" ? 1 : digit(tens)) * 10 + (ones === "" ? 0 : digit(ones));
}

function digit(character: string): number {
  return HAN_DIGITS.indexOf(character === "两" ? "二" : character);
}
