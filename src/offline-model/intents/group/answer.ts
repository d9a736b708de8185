import { z } from "zod";
import type { Question } from "../../question.ts";
import { aggregated } from "../../wording/aggregates.ts";
import { columnName, markdownTable, plainText } from "../../wording/markdown.ts";
import { showNumber, showPercent, withUnit } from "../../wording/numbers.ts";
import { nothingLeft } from "../../wording/nothing-left.ts";
import type { Wording } from "../intent.ts";
import type { GroupPlan } from "./choose-groups.ts";

const Result = z.object({
  groups: z.number(),
  whole: z.number().nullable(),
  top: z.array(z.object({ name: z.string(), value: z.number().nullable(), n: z.number() })),
});

const FEW_ROWS = 5;

/** The leading group, the list, and which of its means rest on few rows. */
export function wordGroups(
  { say, ascending }: Question,
  plan: GroupPlan,
  result: unknown,
): Wording | undefined {
  const seen = Result.safeParse(result).data;
  if (seen === undefined) return undefined;
  const first = seen.top[0];
  if (first === undefined) return nothingLeft(say);
  const { groups, measure, aggregate } = plan;
  const show = (value: number | null) => withUnit(value, measure?.unit);
  const whole = seen.whole ?? 0;
  const share = (value: number | null) => showPercent((100 * (value ?? 0)) / whole);
  const what = aggregated(say, aggregate, measure && columnName(measure.name));
  const by = groups.map(({ name }) => columnName(name)).join(" × ");
  const name = `**${plainText(first.name)}**`;
  const value = `**${show(first.value)}**`;
  const ofAll =
    whole > 0 ? say(` (${share(first.value)} of all)`, `（占全部的 ${share(first.value)}）`) : "";
  const most = ascending ? say("lowest", "最低") : say("highest", "最高");
  const lead = say(
    `By ${by}, ${name} has the ${most} ${what}: ${value}${ofAll}.`,
    `按 ${by} 分组，${what}${most}的是 ${name}：${value}${ofAll}。`,
  );
  const head = [
    by,
    what,
    ...(measure ? [say("rows", "行数")] : []),
    ...(whole > 0 ? [say("share", "占比")] : []),
  ];
  const rows = seen.top.map((row) => [
    plainText(row.name),
    show(row.value),
    ...(measure ? [showNumber(row.n)] : []),
    ...(whole > 0 ? [share(row.value)] : []),
  ]);
  const extent = say(
    `${seen.groups} groups in all, ${rows.length} of them listed.`,
    `共 ${seen.groups} 组，上表列出 ${rows.length} 组。`,
  );
  // Where every group is one row, that row is what was asked for.
  const single = seen.top.every(({ n }) => n === 1);
  const few = single ? 0 : seen.top.filter(({ n }) => n < FEW_ROWS).length;
  const averaged = aggregate === "mean" || aggregate === "median";
  return {
    body: `${lead}\n\n${markdownTable(head, rows)}\n\n${extent}`,
    caveats:
      averaged && few > 0
        ? [
            say(
              `Listed groups with fewer than ${FEW_ROWS} rows, whose values say little: ${few}.`,
              `列出的组中有 ${few} 组不足 ${FEW_ROWS} 行，其数值参考意义有限。`,
            ),
          ]
        : [],
  };
}
