import { z } from "zod";
import type { Column } from "../../columns/column.ts";
import type { Question } from "../../question.ts";
import type { Say } from "../../say.ts";
import { columnName, markdownTable, plainText } from "../../wording/markdown.ts";
import { showNumber, showPercent, withUnit } from "../../wording/numbers.ts";
import type { Wording } from "../intent.ts";

const value = z.number().nullable();
const Numbers = z.object({
  name: z.string(),
  n: z.number(),
  sum: value,
  mean: value,
  median: value,
  std: value,
  min: value,
  max: value,
});
const Result = z.object({
  used: z.number(),
  columns: z.number(),
  duplicates: z.number(),
  cells_missing: z.number(),
  columns_missing: z.number(),
  complete_rows: z.number(),
  missing: z.array(z.tuple([z.string(), z.number()])),
  numbers: z.array(Numbers),
  frequent: z.record(z.string(), z.array(z.tuple([z.string(), z.number()]))),
});
type Numbers = z.infer<typeof Numbers>;
type Result = z.infer<typeof Result>;

export interface OverviewTold {
  readonly columns: readonly Column[];
  /** Numbers that the question names: they come first. */
  readonly focus: readonly Column[];
  readonly file: string;
}

/** The numbers that were asked for, then size, missing values and the columns. */
export function wordOverview(
  question: Question,
  told: OverviewTold,
  result: unknown,
): Wording | undefined {
  const { say } = question;
  const seen = Result.safeParse(result).data;
  if (seen === undefined) return undefined;
  const size = say(
    `\`${plainText(told.file)}\` has **${showNumber(seen.used)} rows** and **${seen.columns} columns**.`,
    `\`${plainText(told.file)}\` 共有 **${showNumber(seen.used)} 行**、**${seen.columns} 列**。`,
  );
  const focus = told.focus.flatMap((column) => {
    const numbers = seen.numbers.find(({ name }) => name === column.name);
    return numbers === undefined ? [] : [focused(question, column, numbers)];
  });
  const parts =
    focus.length > 0
      ? [...focus, numbersTable(say, told, seen), size]
      : [
          `${size} ${missingWords(say, seen)}`,
          missingTable(say, seen),
          numbersTable(say, told, seen),
          frequent(say, seen),
        ];
  return {
    body: parts.filter((part) => part !== "").join("\n\n"),
    caveats:
      seen.duplicates > 0
        ? [
            say(
              `Rows that are exact duplicates of others, and counted: ${showNumber(seen.duplicates)}.`,
              `有 ${showNumber(seen.duplicates)} 行与其他行完全重复，统计时未去除。`,
            ),
          ]
        : [],
  };
}

/** One column's numbers, the one that was asked for in front. */
function focused({ say, aggregate }: Question, column: Column, numbers: Numbers): string {
  const show = (number: number | null) => withUnit(number, column.unit);
  const name = columnName(column.name);
  const rows = say(`from ${showNumber(numbers.n)} values`, `共 ${showNumber(numbers.n)} 个值`);
  const asked: Partial<Record<NonNullable<Question["aggregate"]>, string>> = {
    sum: say(
      `The total of ${name} is **${show(numbers.sum)}**`,
      `${name} 的总和是 **${show(numbers.sum)}**`,
    ),
    median: say(
      `The median of ${name} is **${show(numbers.median)}**`,
      `${name} 的中位数是 **${show(numbers.median)}**`,
    ),
    min: say(
      `The smallest ${name} is **${show(numbers.min)}**`,
      `${name} 的最小值是 **${show(numbers.min)}**`,
    ),
    max: say(
      `The largest ${name} is **${show(numbers.max)}**`,
      `${name} 的最大值是 **${show(numbers.max)}**`,
    ),
  };
  const mean = say(
    `The mean of ${name} is **${show(numbers.mean)}**`,
    `${name} 的平均值是 **${show(numbers.mean)}**`,
  );
  return `${(aggregate && asked[aggregate]) ?? mean}${say(` (${rows}).`, `（${rows}）。`)}`;
}

function missingWords(say: Say, seen: Result): string {
  if (seen.columns_missing === 0) return say("No value is missing.", "没有缺失值。");
  const share = showPercent((100 * seen.complete_rows) / Math.max(seen.used, 1));
  return say(
    `**Missing values: ${showNumber(seen.cells_missing)}**, in ${seen.columns_missing} of the columns; complete rows: ${showNumber(seen.complete_rows)} (${share}).`,
    `**共缺失 ${showNumber(seen.cells_missing)} 个值**，涉及 ${seen.columns_missing} 列；完整的行有 ${showNumber(seen.complete_rows)} 行（${share}）。`,
  );
}

function missingTable(say: Say, { missing, used }: Result): string {
  if (missing.length === 0) return "";
  return markdownTable(
    [say("column", "列"), say("missing", "缺失数"), say("share", "占比")],
    missing.map(([name, count]) => [
      columnName(name),
      showNumber(count),
      showPercent((100 * count) / Math.max(used, 1)),
    ]),
  );
}

function numbersTable(say: Say, { columns, focus }: OverviewTold, { numbers }: Result): string {
  const shown =
    focus.length > 0
      ? numbers.filter(({ name }) => focus.some((column) => column.name === name))
      : numbers;
  if (shown.length === 0) return "";
  const unit = (name: string) => columns.find((column) => column.name === name)?.unit;
  return markdownTable(
    [
      say("numbers", "数值列"),
      say("mean", "平均值"),
      say("median", "中位数"),
      say("std. dev.", "标准差"),
      say("min", "最小"),
      say("max", "最大"),
    ],
    shown.map(({ name, mean, median, std, min, max }) => [
      columnName(name),
      ...[mean, median, std, min, max].map((number) => withUnit(number, unit(name))),
    ]),
  );
}

function frequent(say: Say, seen: Result): string {
  const lines = Object.entries(seen.frequent)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => {
      const list = values.map(([text, count]) =>
        say(
          `${plainText(text)} (${showNumber(count)})`,
          `${plainText(text)}（${showNumber(count)}）`,
        ),
      );
      return `- ${columnName(name)}${say(": ", "：")}${list.join(say(", ", "、"))}`;
    });
  return lines.length === 0
    ? ""
    : [say("Most frequent values:", "最常见的值："), ...lines].join("\n");
}
