import type { Column } from "./column.ts";
import { hanText, latinWords, stem } from "./name-words.ts";
import { SYNONYMS } from "./synonyms.ts";

/** A stretch of the question that names a column. */
export interface Mention {
  readonly column: Column;
  /** 10 = the whole name; less for a part of it or a synonym. */
  readonly score: number;
  readonly start: number;
  readonly end: number;
}

interface Word {
  readonly stem: string;
  readonly start: number;
  readonly end: number;
}

const ENOUGH = 4.5;
/** Words that many columns share say little about which one is meant. */
const VAGUE = new Set(["name", "type", "value", "number", "total", "of", "the", "per", "is", "in"]);
const weigh = (words: readonly string[]) =>
  words.reduce((sum, word) => sum + (VAGUE.has(word) ? 0.5 : 1), 0);

/** The columns that the question names, in its order; a stretch of text names the column it fits best. */
export function findMentions(question: string, columns: readonly Column[]): Mention[] {
  const words = splitWords(question);
  const found = columns
    .flatMap((column) => [
      ...byWords(words, column),
      ...byHan(question, column),
      ...bySynonyms(question, words, column),
    ])
    .filter((mention) => mention.score >= ENOUGH)
    .toSorted((a, b) => b.score - a.score || b.end - b.start - (a.end - a.start));
  const kept: Mention[] = [];
  for (const mention of found) {
    const taken = kept.some(
      (other) =>
        other.column === mention.column || (mention.start < other.end && other.start < mention.end),
    );
    if (!taken) kept.push(mention);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

function splitWords(text: string): Word[] {
  return [...text.matchAll(/[\p{Script=Latin}\d]+/gu)].map((match) => ({
    stem: stem(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The best run of neighbouring words that all belong to the column's name. */
function byWords(words: readonly Word[], column: Column): Mention[] {
  const whole = weigh(column.latin);
  if (whole === 0) return [];
  const own = new Set(column.latin);
  const unit = new Set(latinWords(column.unit ?? ""));
  let best: Mention | undefined;
  for (let first = 0; first < words.length; first++) {
    const seen = new Set<string>();
    for (let last = first; last < words.length; last++) {
      const word = words[last];
      const start = words[first]?.start;
      if (word === undefined || start === undefined) break;
      if (!own.has(word.stem) && !(seen.size > 0 && unit.has(word.stem))) break;
      if (own.has(word.stem)) seen.add(word.stem);
      const score = (10 * weigh([...seen])) / whole;
      if (score > (best?.score ?? 0)) best = { column, score, start, end: word.end };
    }
  }
  // One vague word alone ("total", "name") names no column unless it is the whole name.
  return best === undefined || (weigh([...own]) > 0.5 && (best.score * whole) / 10 <= 0.5)
    ? []
    : [best];
}

/** The longest piece of the column's Chinese name that stands in the question. */
function byHan(question: string, column: Column): Mention[] {
  const name = column.han;
  const least = Math.min(2, name.length);
  for (let size = name.length; size >= least && size > 0; size--) {
    for (let from = 0; from + size <= name.length; from++) {
      const start = question.indexOf(name.slice(from, from + size));
      if (start >= 0) {
        return [{ column, score: (10 * size) / name.length, start, end: start + size }];
      }
    }
  }
  return [];
}

function bySynonyms(question: string, words: readonly Word[], column: Column): Mention[] {
  return SYNONYMS.flatMap((group) => {
    const fit = Math.max(...group.map((term) => fitOfTerm(term, column)));
    if (fit === 0) return [];
    return group.flatMap((term) => {
      const place = placeOf(term, question, words);
      return place === undefined ? [] : [{ column, score: 9 * fit, ...place }];
    });
  });
}

/** How much of the column's name a term is, 0 to 1. */
function fitOfTerm(term: string, column: Column): number {
  const han = hanText(term);
  if (han !== "") return column.han.includes(han) ? han.length / column.han.length : 0;
  const wanted = latinWords(term);
  return wanted.every((word) => column.latin.includes(word))
    ? weigh(wanted) / Math.max(weigh(column.latin), 1)
    : 0;
}

function placeOf(term: string, question: string, words: readonly Word[]) {
  const han = hanText(term);
  if (han !== "") {
    const start = question.indexOf(han);
    return start < 0 ? undefined : { start, end: start + han.length };
  }
  const wanted = latinWords(term);
  const first = words.findIndex((_word, at) =>
    wanted.every((stemmed, offset) => words[at + offset]?.stem === stemmed),
  );
  const start = words[first]?.start;
  const end = words[first + wanted.length - 1]?.end;
  return start === undefined || end === undefined ? undefined : { start, end };
}
