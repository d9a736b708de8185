import { z } from "zod";
import type { Column } from "../../columns/column.ts";
import type { Question } from "../../question.ts";
import type { Say } from "../../say.ts";
import { columnName, markdownTable } from "../../wording/markdown.ts";
import { showCoefficient, showNumber, showP } from "../../wording/numbers.ts";
import { nothingLeft } from "../../wording/nothing-left.ts";
import type { Wording } from "../intent.ts";

const Pair = z.object({
  a: z.string(),
  b: z.string(),
  r: z.number(),
  p: z.number().nullable(),
  rho: z.number().nullable(),
  n: z.number(),
});
const Result = z.object({ left_out: z.number(), pairs: z.array(Pair) });

const FEW_ROWS = 20;

function strength(say: Say, r: number): string {
  const size = Math.abs(r);
  const direction = r < 0 ? say("negative", "负") : say("positive", "正");
  if (size < 0.1) return say("practically none", "几乎没有相关");
  if (size < 0.3) return say(`weak ${direction}`, `弱${direction}相关`);
  if (size < 0.6) return say(`moderate ${direction}`, `中等${direction}相关`);
  return say(`strong ${direction}`, `强${direction}相关`);
}

/** The strongest pair, the list of pairs, and what a correlation does not say. */
export function wordCorrelation(
  { say }: Question,
  target: Column | undefined,
  result: unknown,
): Wording | undefined {
  const seen = Result.safeParse(result).data;
  if (seen === undefined) return undefined;
  const first = seen.pairs[0];
  if (first === undefined) return nothingLeft(say);
  const other = target?.name === first.a ? first.b : first.a;
  const value = `**r = ${showCoefficient(first.r)}**${first.p === null ? "" : `, ${showP(first.p)}`}, n = ${showNumber(first.n)}`;
  const lead =
    target === undefined
      ? say(
          `The strongest link is that of ${columnName(first.a)} and ${columnName(first.b)}: ${strength(say, first.r)} (${value}).`,
          `联系最强的是 ${columnName(first.a)} 与 ${columnName(first.b)}：${strength(say, first.r)}（${value}）。`,
        )
      : say(
          `${columnName(target.name)} goes most strongly with ${columnName(other)}: ${strength(say, first.r)} (${value}).`,
          `与 ${columnName(target.name)} 联系最强的是 ${columnName(other)}：${strength(say, first.r)}（${value}）。`,
        );
  const rows = seen.pairs.map(({ a, b, r, p, rho, n }) => [
    `${columnName(a)} – ${columnName(b)}`,
    showCoefficient(r),
    showP(p).replace(/^p (?:= )?/, ""),
    showCoefficient(rho),
    showNumber(n),
    strength(say, r),
  ]);
  const head = [say("pair", "列对"), "Pearson r", "p", "Spearman ρ", "n", say("strength", "强度")];
  const bent = seen.pairs.find(({ r, rho }) => rho !== null && Math.abs(rho - r) > 0.2);
  return {
    body: `${lead}\n\n${markdownTable(head, rows)}`,
    caveats: [
      say(
        "A correlation shows that values go together, not that one causes the other.",
        "相关只说明数值一起变化，不说明因果。",
      ),
      ...(bent
        ? [
            say(
              `For ${columnName(bent.a)} and ${columnName(bent.b)} Pearson and Spearman differ clearly: the link is not a straight line, or single extreme values carry it.`,
              `${columnName(bent.a)} 与 ${columnName(bent.b)} 的 Pearson 和 Spearman 系数相差较大：关系可能不是直线，或受个别极端值影响。`,
            ),
          ]
        : []),
      ...(seen.pairs.some(({ n }) => n < FEW_ROWS)
        ? [
            say(
              `Some pairs rest on fewer than ${FEW_ROWS} rows.`,
              `部分列对的数据不足 ${FEW_ROWS} 行。`,
            ),
          ]
        : []),
      ...(seen.left_out > 0
        ? [
            say(
              `Numeric columns with weaker links or none, not shown: ${seen.left_out}.`,
              `联系较弱或没有联系、未列出的数值列：${seen.left_out} 个。`,
            ),
          ]
        : []),
    ],
  };
}
