import type { Column } from "./columns/column.ts";
import type { Data } from "./data.ts";
import type { Question } from "./question.ts";

/** A column picked for a part in an analysis. `named`: by the question; `typed`: because its type fits. */
export interface Pick {
  readonly column: Column;
  readonly how: "named" | "typed";
}

const ADDS_UP =
  /^(?:sale|revenue|turnover|amount|profit|cost|expense|quantity|qty|unit|count|order|visit|spending|income|volume|total)$/;
const ADDS_UP_HAN = /额|销量|数量|件数|成本|费用|利润|收入|支出|金额|人数|次数|流量|产量/;

/** Whether a column's values can sensibly be summed, judging by its name. */
export function addsUp(column: Column): boolean {
  return column.latin.some((word) => ADDS_UP.test(word)) || ADDS_UP_HAN.test(column.han);
}

/** The number that the question asks about. */
export function pickMeasure(data: Data): Pick | undefined {
  const named = data.mentions.find(({ column }) => column.isNumber)?.column;
  if (named !== undefined) return { column: named, how: "named" };
  const numbers = data.columns.filter((column) => column.isNumber && (column.unique ?? 2) > 1);
  const column =
    numbers.find(addsUp) ?? numbers.find(({ isCategory }) => !isCategory) ?? numbers[0];
  return column && { column, how: "typed" };
}

/** Why an average or a sum cannot be had, where no column holds numbers; undefined where one does. */
export function lackOfNumbers({ say, aggregate }: Question, data: Data): string | undefined {
  const counts = aggregate === undefined || aggregate === "count";
  if (counts || data.columns.some(({ isNumber }) => isNumber)) return undefined;
  return say(
    "This needs a column of numbers; the table has none that I can read as numbers.",
    "这需要数值列，这个表中没有可以读成数字的列。",
  );
}

/**
 * The columns that the question groups by, at most `most`, in its order. Where it names none, a
 * column of which it names `values` or more values. "The East region" is a condition, no grouping.
 */
export function namedGroups(
  data: Data,
  measure: Column | undefined,
  { most, values }: { most: number; values: number },
): Column[] {
  const named = data.mentions
    .map(({ column }) => column)
    .filter((column) => column !== measure && canGroup(column))
    .filter((column) => !data.values.some((value) => value.column === column && value.besideName));
  // A number of few values is a group only where no text is: "sales and quantity by region".
  const texts = named.filter(({ isNumber }) => !isNumber);
  const groups = texts.length > 0 ? texts : named;
  const byValue = data.values
    .filter((mention) => mention.values.length >= values)
    .map(({ column }) => column);
  return groups.length > 0 ? groups.slice(0, most) : byValue.slice(0, 1);
}

/** Asked for by name, more can be grouped by than would be picked for it. */
function canGroup(column: Column): boolean {
  return column.isCategory || column.isIdentifier || !(column.isNumber || column.isTime);
}

/** A column to group by when the question names none: few values, text before numbers. */
export function pickGroup(data: Data, measure: Column | undefined, most: number): Pick | undefined {
  const fits = data.columns.filter((column) => {
    const unique = column.unique ?? 0;
    return column !== measure && column.isCategory && unique >= 2 && unique <= most;
  });
  const column = fits.find(({ isNumber, isTime }) => !isNumber && !isTime) ?? fits[0];
  return column && { column, how: "typed" };
}

/** The time axis. */
export function pickTime(data: Data): Pick | undefined {
  const named = data.mentions.find(({ column }) => column.isTime)?.column;
  if (named !== undefined) return { column: named, how: "named" };
  const times = data.columns.filter(({ isTime }) => isTime);
  const column = times.find(({ type }) => type.startsWith("date")) ?? times[0];
  return column && { column, how: "typed" };
}
