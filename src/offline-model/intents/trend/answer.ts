import { z } from "zod";
import type { Words } from "../../../../tools/words.ts";
import type { Column } from "../../columns/column.ts";
import type { Aggregate, Frequency, Question } from "../../question.ts";
import type { Say } from "../../say.ts";
import { aggregated } from "../../wording/aggregates.ts";
import { columnName, markdownTable, plainText } from "../../wording/markdown.ts";
import { nothingLeft } from "../../wording/nothing-left.ts";
import { showCoefficient, showP, showPercent, withUnit } from "../../wording/numbers.ts";
import type { Wording } from "../intent.ts";

const Point = z.tuple([z.string(), z.number().nullable()]);
const Line = z.object({
  name: z.string(),
  n: z.number(),
  first: Point,
  last: Point,
  max: Point,
  min: Point,
  slope: z.number().nullish(),
  p: z.number().nullish(),
  r2: z.number().nullish(),
});
const Result = z.object({
  freq: z.enum(["D", "W", "M", "Q", "Y"]),
  periods: z.number(),
  gaps: z.number(),
  cut: z.array(z.string()),
  lines_left_out: z.number(),
  lines: z.array(Line),
  best: z.array(Point),
});
type Line = z.infer<typeof Line>;
type Result = z.infer<typeof Result>;

const PERIOD: Readonly<Record<Frequency, Words>> = {
  D: { en: "day", zh: "天" },
  W: { en: "week", zh: "周" },
  M: { en: "month", zh: "月" },
  Q: { en: "quarter", zh: "季度" },
  Y: { en: "year", zh: "年" },
};

/** From where to where it went, how steadily, and the best and worst periods. */
export function wordTrend(
  question: Question,
  used: { measure?: Column; group?: Column; aggregate: Aggregate },
  result: unknown,
): Wording | undefined {
  const { say, language, topN } = question;
  const seen = Result.safeParse(result).data;
  if (seen === undefined) return undefined;
  const [line] = seen.lines;
  if (line === undefined) return nothingLeft(say);
  const { measure, group, aggregate } = used;
  const show = (value: number | null) => withUnit(value, measure?.unit);
  const what = aggregated(say, aggregate, measure && columnName(measure.name));
  const period = PERIOD[seen.freq][language];
  const lead =
    group === undefined
      ? [
          extreme(question, seen, { what, period, show }),
          single(say, { line, what, period, show }),
        ].join("")
      : say(
          `${capitalise(what)} per ${period}, one line for each ${columnName(group.name)}:`,
          `按${period}统计的${what}，每个 ${columnName(group.name)} 一条线：`,
        );
  const head = [
    ...(group === undefined ? [] : [columnName(group.name)]),
    say("first", "首期"),
    say("last", "末期"),
    say("change", "变化"),
    say("highest", "最高"),
    say("lowest", "最低"),
    say(`per ${period} (linear)`, `每${period}变化（线性）`),
  ];
  const point = ([name, value]: [string, number | null]) => `${show(value)} (${name})`;
  const rows = seen.lines.map((each) => [
    ...(group === undefined ? [] : [plainText(each.name)]),
    point(each.first),
    point(each.last),
    change(each) ?? "–",
    point(each.max),
    point(each.min),
    typeof each.slope === "number"
      ? `${show(each.slope)}${typeof each.p === "number" ? ` (${showP(each.p)})` : ""}`
      : "–",
  ]);
  const best =
    topN !== undefined && seen.best.length > 0
      ? `\n\n${markdownTable(
          [period, what],
          seen.best.map(([name, value]) => [name, show(value)]),
        )}`
      : "";
  return {
    body: `${lead}\n\n${markdownTable(head, rows)}${best}`,
    caveats: caveats(say, seen, period),
  };
}

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function change({ first: [, first], last: [, last] }: Line): string | undefined {
  if (first === null || last === null || first <= 0) return undefined;
  const percent = (100 * (last - first)) / first;
  return `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${showPercent(Math.abs(percent))}`;
}

/** "Which month …" is answered first. */
function extreme(
  { say, lower, ascending }: Question,
  { best }: Result,
  told: { what: string; period: string; show: (value: number | null) => string },
): string {
  const [first] = best;
  if (
    first === undefined ||
    !/\bwhich\b|\bwhat (?:day|week|month|quarter|year)\b|哪|几月/.test(lower)
  )
    return "";
  const { what, period, show } = told;
  const which = ascending ? say("lowest", "最低") : say("highest", "最高");
  return say(
    `The ${period} with the ${which} ${what} is **${first[0]}**: **${show(first[1])}**.\n\n`,
    `${what}${which}的${period}是 **${first[0]}**：**${show(first[1])}**。\n\n`,
  );
}

function single(
  say: Say,
  told: { line: Line; what: string; period: string; show: (value: number | null) => string },
): string {
  const { line, what, period, show } = told;
  if (line.n === 1) {
    return say(
      `All data lie in one ${period} (${line.first[0]}), so there is no course over time; the ${what} is **${show(line.first[1])}**.`,
      `所有数据都在同一个${period}内（${line.first[0]}），看不出随时间的变化；${what}为 **${show(line.first[1])}**。`,
    );
  }
  const by = change(line);
  const went = say(
    `The ${what} per ${period} went from **${show(line.first[1])}** (${line.first[0]}) to **${show(line.last[1])}** (${line.last[0]})${by ? `, ${by}` : ""}.`,
    `按${period}统计，${what}从 **${show(line.first[1])}**（${line.first[0]}）变为 **${show(line.last[1])}**（${line.last[0]}）${by ? `，${by}` : ""}。`,
  );
  return `${went} ${verdict(say, line)} ${say(
    `The highest value is ${show(line.max[1])} (${line.max[0]}), the lowest ${show(line.min[1])} (${line.min[0]}).`,
    `最高为 ${show(line.max[1])}（${line.max[0]}），最低为 ${show(line.min[1])}（${line.min[0]}）。`,
  )}`;
}

/** Up, down or neither: a straight line is a trend only where it is more than chance. */
function verdict(say: Say, { slope, p, r2, n }: Line): string {
  if (typeof slope !== "number" || typeof p !== "number" || typeof r2 !== "number") {
    return say(`With ${n} periods no trend can be fitted.`, `只有 ${n} 个时间段，无法拟合趋势。`);
  }
  const detail = `${showP(p)}, R² = ${showCoefficient(r2)}`;
  if (p >= 0.05) {
    return say(`There is no clear linear trend (${detail}).`, `没有明显的线性趋势（${detail}）。`);
  }
  return slope > 0
    ? say(`The linear trend is **upward** (${detail}).`, `线性趋势**上升**（${detail}）。`)
    : say(`The linear trend is **downward** (${detail}).`, `线性趋势**下降**（${detail}）。`);
}

function caveats(
  say: Say,
  { gaps, cut, lines_left_out, periods }: Result,
  period: string,
): string[] {
  return [
    ...(gaps > 0
      ? [
          say(
            `Periods (${period}) without data: ${gaps} of ${periods}; they are gaps in the line, not zeros.`,
            `${periods} 个时间段（${period}）中有 ${gaps} 个没有数据，图中留空，不按零处理。`,
          ),
        ]
      : []),
    ...(cut.length > 0
      ? [
          say(
            `Covered only in part, therefore not in the trend and the change: ${cut.join(", ")}.`,
            `以下时间段数据不完整，未计入趋势和变化：${cut.join("、")}。`,
          ),
        ]
      : []),
    ...(lines_left_out > 0
      ? [
          say(
            `Smaller groups that are not shown: ${lines_left_out}.`,
            `另有 ${lines_left_out} 个较小的组未显示。`,
          ),
        ]
      : []),
    say(
      "The straight line knows no seasons, and neighbouring periods are not independent: take p as a rough guide.",
      "直线不考虑季节性，相邻时间段也不独立，p 值仅供参考。",
    ),
  ];
}
