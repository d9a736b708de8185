import { z } from "zod";
import type { Column } from "../../columns/column.ts";
import type { Question } from "../../question.ts";
import { columnName, markdownTable, plainText } from "../../wording/markdown.ts";
import { showPercent, withUnit } from "../../wording/numbers.ts";
import { nothingLeft } from "../../wording/nothing-left.ts";
import type { Wording } from "../intent.ts";

const Part = z.object({
  name: z.string(),
  value: z.number().nullable(),
  percent: z.number().nullable(),
});
const Result = z.object({
  groups: z.number(),
  whole: z.number().nullable(),
  negative: z.boolean(),
  others: z.number().nullable(),
  parts: z.array(Part),
});

export interface AskedShares {
  readonly group: Column;
  readonly measure?: Column;
  /** The parts that the question names; all when empty. */
  readonly asked: readonly string[];
}

/** The parts that were asked for or the largest, then all; no shares where parts are negative. */
export function wordShares(
  { say }: Question,
  { group, measure, asked }: AskedShares,
  result: unknown,
): Wording | undefined {
  const seen = Result.safeParse(result).data;
  if (seen === undefined) return undefined;
  const first = seen.parts[0];
  if (first === undefined) return nothingLeft(say);
  const show = (value: number | null) => withUnit(value, measure?.unit);
  const by = columnName(group.name);
  const what = measure === undefined ? say("rows", "行数") : columnName(measure.name);
  const name = `**${plainText(first.name)}**`;
  const sensible = !seen.negative && first.percent !== null;
  const named = seen.parts.filter((part) => asked.includes(part.name));
  const lead = !sensible
    ? say(
        `Some groups have a negative ${what}, or the whole is not above zero, so shares would mislead; these are the sums.`,
        `部分组的 ${what} 为负，或总和不大于零，占比会误导，因此只列出各组之和。`,
      )
    : named.length > 0
      ? named
          .map((part) =>
            say(
              `**${plainText(part.name)}** makes up **${showPercent(part.percent)}** of ${what} (${show(part.value)} of ${show(seen.whole)}).`,
              `**${plainText(part.name)}** 占${what}的 **${showPercent(part.percent)}**（${show(seen.whole)} 中的 ${show(part.value)}）。`,
            ),
          )
          .join("\n")
      : say(
          `${name} has the largest share of ${what}: **${showPercent(first.percent)}** (${show(first.value)} of ${show(seen.whole)}).`,
          `${what}占比最大的是 ${name}：**${showPercent(first.percent)}**（${show(seen.whole)} 中的 ${show(first.value)}）。`,
        );
  const rows = seen.parts.map((part) => [
    plainText(part.name),
    show(part.value),
    ...(sensible ? [showPercent(part.percent)] : []),
  ]);
  const rest = seen.groups - seen.parts.length;
  if (rest > 0 && sensible) {
    rows.push([say(`Other (${rest})`, `其他（${rest} 项）`), "–", showPercent(seen.others)]);
  }
  const head = [by, what, ...(sensible ? [say("share", "占比")] : [])];
  return { body: `${lead}\n\n${markdownTable(head, rows)}`, caveats: [] };
}
