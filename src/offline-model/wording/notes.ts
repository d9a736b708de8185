import { z } from "zod";
import { describeCondition } from "../conditions.ts";
import { fileName, type Data } from "../data.ts";
import type { Analysis, Intent } from "../intents/intent.ts";
import type { Question } from "../question.ts";
import { leftoverNames } from "../leftover-names.ts";
import { columnName, plainText } from "./markdown.ts";
import { showNumber } from "./numbers.ts";

/** What the two cells tell about rows, whatever the intent. */
const Facts = z.object({
  totals: z.number().default(0),
  dropped: z.number().default(0),
  unreadable: z.record(z.string(), z.number()).default({}),
});

/** What was used and why, and what was left out: the same for all intents. */
export function notes(
  question: Question,
  data: Data,
  analysis: Analysis,
  result: unknown,
  others: readonly Intent[],
): string[] {
  const { say } = question;
  const { totals, dropped, unreadable } = Facts.parse(result);
  return [
    ...source(question, data),
    ...roles(question, analysis),
    ...analysis.reading.conditions.map((condition) =>
      say(
        `Only rows with ${plainText(describeCondition(condition))}.`,
        `只包含 ${plainText(describeCondition(condition))} 的行。`,
      ),
    ),
    ...(totals > 0
      ? [
          say(
            `Rows that add up others, left out: ${showNumber(totals)}.`,
            `已去掉 ${showNumber(totals)} 行合计行。`,
          ),
        ]
      : []),
    ...(dropped > 0
      ? [
          say(
            `Rows with missing values in these columns, left out: ${showNumber(dropped)}.`,
            `已去掉这些列中有缺失值的 ${showNumber(dropped)} 行。`,
          ),
        ]
      : []),
    ...Object.entries(unreadable)
      .filter(([, count]) => count > 0)
      .map(([name, count]) =>
        say(
          `Values of ${columnName(name)} that are not numbers and count as missing: ${showNumber(count)}.`,
          `${columnName(name)} 中有 ${showNumber(count)} 个值不是数字，按缺失处理。`,
        ),
      ),
    ...reading(question, data, analysis),
    ...unused(question, data, analysis),
    ...others.map(({ offer }) =>
      say(
        `Not answered here, ask for it separately: ${offer.en}.`,
        `问题中的另一部分未回答，请单独提问：${offer.zh}。`,
      ),
    ),
  ];
}

function source({ say }: Question, { dataset, table, choices }: Data): string[] {
  if (choices < 2) return [];
  const file = columnName(fileName(dataset.path));
  const sheet = columnName(table.name);
  return dataset.tables.length > 1
    ? [say(`Table in use: sheet ${sheet} of ${file}.`, `使用的表：${file} 的工作表 ${sheet}。`)]
    : [say(`Table in use: ${file}.`, `使用的表：${file}。`)];
}

/** Columns that the question did not name, with the reason. */
function roles({ say }: Question, { roles: all, intent }: Analysis): string[] {
  const picked = all.filter(({ how }) => how === "typed");
  if (picked.length === 0 || intent === "correlation") return [];
  const list = picked
    .map(({ column, as }) =>
      say(`${columnName(column.name)} (${as})`, `${columnName(column.name)}（${as}）`),
    )
    .join(say(", ", "、"));
  return [
    say(
      `Chosen by type, because the question names no such column: ${list}.`,
      `问题没有指明，按类型选用的列：${list}。`,
    ),
  ];
}

/** What reading the file could not settle, in the profile's fixed English words. */
function reading({ say }: Question, { table }: Data, analysis: Analysis): string[] {
  const skipped = table.notes.map(
    (note) => /^rows with too many cells, which are skipped: (\d+)/.exec(note)?.[1],
  );
  const unsure = analysis.reading.times.filter(({ notes }) =>
    notes.some((note) => note.includes("cannot be told apart")),
  );
  return [
    ...skipped
      .filter((count) => count !== undefined)
      .map((count) =>
        say(
          `Rows of the file with too many cells, therefore skipped: ${count}.`,
          `文件中有 ${count} 行格式损坏，已跳过。`,
        ),
      ),
    ...unsure.map(({ name }) =>
      say(
        `Day and month of ${columnName(name)} cannot be told apart; the month is taken as first.`,
        `${columnName(name)} 的日和月无法区分，按月在前处理。`,
      ),
    ),
  ];
}

/** What the question names and this answer did not use. */
function unused({ say, text }: Question, data: Data, analysis: Analysis): string[] {
  const used = new Set([
    ...analysis.roles.map(({ column }) => column),
    ...analysis.reading.conditions.map(({ column }) => column),
  ]);
  const columns = data.mentions.map(({ column }) => column).filter((column) => !used.has(column));
  const names = leftoverNames(text, data);
  return [
    ...(columns.length > 0 && !(analysis.reading.wholeTable ?? false)
      ? [
          say(
            `Named in the question, but not used here: ${columns.map(({ name }) => columnName(name)).join(", ")}.`,
            `问题中提到但未使用的列：${columns.map(({ name }) => columnName(name)).join("、")}。`,
          ),
        ]
      : []),
    ...(names.length > 0
      ? [
          say(
            `Not found among column names and frequent values, therefore without effect: ${names.map(plainText).join(", ")}.`,
            `在列名和常见取值中没有找到、因此没有起作用的词：${names.map(plainText).join("、")}。`,
          ),
        ]
      : []),
  ];
}
