import type { Column } from "./column.ts";
import type { Mention } from "./mentions.ts";

/** Values of one column that the question names, in its order. */
export interface ValueMention {
  readonly column: Column;
  readonly values: readonly string[];
  /** The column's name stands beside a value ("the East region"): the value is meant, not all. */
  readonly besideName: boolean;
}

/** Values that are everyday words of questions: naming them means nothing. */
const EVERYDAY = new Set(
  "a b c d e f m n i other others total yes no true false none all any high low top average mean new more most best".split(
    " ",
  ),
);
const BETWEEN = /^\s*(?:的|是|=|:|：|is)?\s*$/;

/**
 * Values of categories that the question names ("East", "华东"), so that a condition or the groups
 * to compare are understood. Words that already name a column are left out.
 */
export function findValues(
  question: string,
  columns: readonly Column[],
  mentions: readonly Mention[],
): ValueMention[] {
  const free = mentions.reduce(
    (text, { start, end }) => text.slice(0, start) + " ".repeat(end - start) + text.slice(end),
    question,
  );
  return columns.flatMap((column) => {
    if (!column.isCategory) return [];
    const found = (column.top ?? [])
      .flatMap(([value]) => {
        const place = findValue(value.trim(), free);
        return place === undefined ? [] : [{ value, ...place }];
      })
      .toSorted((a, b) => a.start - b.start);
    if (found.length === 0) return [];
    const own = mentions.filter((mention) => mention.column === column);
    const besideName = own.some((name) =>
      found.some(({ start, end }) =>
        BETWEEN.test(
          name.start >= end ? question.slice(end, name.start) : question.slice(name.end, start),
        ),
      ),
    );
    return [{ column, values: found.map(({ value }) => value), besideName }];
  });
}

function findValue(value: string, text: string): { start: number; end: number } | undefined {
  if (/\p{Script=Han}/u.test(value)) {
    if (value.length < 2 && !/[男女]/.test(value)) return undefined;
    const start = text.indexOf(value);
    return start < 0 ? undefined : { start, end: start + value.length };
  }
  const words = value.match(/[\p{Script=Latin}\d]+/gu) ?? [];
  const plain = words.join(" ").toLowerCase();
  if (plain === "" || EVERYDAY.has(plain) || /^[\d ]+$/.test(plain)) return undefined;
  const pattern = String.raw`(?<![\p{Script=Latin}\d])${words.join(String.raw`[^\p{L}\d]+`)}(?:e?s)?(?![\p{Script=Latin}\d])`;
  const match = new RegExp(pattern, "iu").exec(text);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}
