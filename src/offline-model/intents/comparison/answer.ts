import { z } from "zod";
import type { Words } from "../../../../tools/words.ts";
import type { Column } from "../../columns/column.ts";
import type { Question } from "../../question.ts";
import type { Say } from "../../say.ts";
import { columnName, markdownTable, plainText } from "../../wording/markdown.ts";
import { nothingLeft } from "../../wording/nothing-left.ts";
import { showCoefficient, showNumber, showP, withUnit } from "../../wording/numbers.ts";
import type { Wording } from "../intent.ts";

const Group = z.object({
  name: z.string(),
  n: z.number(),
  mean: z.number().nullable(),
  median: z.number().nullable(),
  std: z.number().nullable(),
});
const Tested = z.object({
  test: z.enum(["t", "welch_t", "mann_whitney", "anova", "welch_anova", "kruskal"]),
  statistic: z.number().nullable(),
  p: z.number(),
  effect: z.enum(["cohen_d", "rank_biserial", "eta_squared", "epsilon_squared"]),
  size: z.number().nullable(),
  shapiro_p: z.number().nullable(),
  levene_p: z.number().nullable(),
  pairs: z.array(z.tuple([z.string(), z.string(), z.number().nullable()])),
  pair_count: z.number(),
  pairs_significant: z.number(),
});
const Result = z.object({ left_out: z.number(), groups: z.array(Group) });
type Group = z.infer<typeof Group>;
type Tested = z.infer<typeof Tested>;

const TESTS: Readonly<Record<Tested["test"], Words>> = {
  t: { en: "Student's t-test", zh: "独立样本 t 检验" },
  welch_t: { en: "Welch's t-test", zh: "Welch t 检验" },
  mann_whitney: { en: "Mann-Whitney U test", zh: "Mann-Whitney U 检验" },
  anova: { en: "one-way ANOVA", zh: "单因素方差分析" },
  welch_anova: { en: "Welch's ANOVA", zh: "Welch 方差分析" },
  kruskal: { en: "Kruskal-Wallis test", zh: "Kruskal-Wallis 检验" },
};
/** Cohen's usual limits between negligible, small, medium and large. */
const EFFECTS: Readonly<
  Record<Tested["effect"], { name: Words; limits: readonly [number, number, number] }>
> = {
  cohen_d: { name: { en: "Cohen's d", zh: "Cohen's d" }, limits: [0.2, 0.5, 0.8] },
  rank_biserial: { name: { en: "rank-biserial r", zh: "秩二列相关 r" }, limits: [0.1, 0.3, 0.5] },
  eta_squared: { name: { en: "η²", zh: "η²" }, limits: [0.01, 0.06, 0.14] },
  epsilon_squared: { name: { en: "ε²", zh: "ε²" }, limits: [0.01, 0.06, 0.14] },
};
const MAGNITUDES: readonly [Words, Words, Words, Words] = [
  { en: "negligible", zh: "可忽略" },
  { en: "small", zh: "小" },
  { en: "medium", zh: "中等" },
  { en: "large", zh: "大" },
];
const FEW_ROWS = 10;

/** Whether the groups differ, how much, in which pairs, and what the test rests on. */
export function wordComparison(
  { say, language }: Question,
  { group, measure }: { group: Column; measure: Column },
  result: unknown,
): Wording | undefined {
  const seen = Result.safeParse(result).data;
  if (seen === undefined) return undefined;
  if (seen.groups.length === 0) return nothingLeft(say);
  const tested = Tested.safeParse(result).data;
  const [what, by] = [columnName(measure.name), columnName(group.name)];
  const show = (value: number | null) => withUnit(value, measure.unit);
  const ranked = seen.groups.toSorted((a, b) => (b.mean ?? 0) - (a.mean ?? 0));
  const table = markdownTable(
    [by, "n", say("mean", "平均值"), say("median", "中位数"), say("std. dev.", "标准差")],
    ranked.map(({ name, n, mean, median, std }) => [
      plainText(name),
      showNumber(n),
      show(mean),
      show(median),
      show(std),
    ]),
  );
  const caveats = [
    ...(seen.left_out > 0
      ? [
          say(
            `Groups left out, with fewer than 3 values or beyond the largest 10: ${seen.left_out}.`,
            `有 ${seen.left_out} 组未参与比较：不足 3 个值，或不在最大的 10 组之内。`,
          ),
        ]
      : []),
    ...(seen.groups.some(({ n }) => n < FEW_ROWS)
      ? [
          say(
            `Some groups have fewer than ${FEW_ROWS} values, so a real difference can go unseen.`,
            `部分组不足 ${FEW_ROWS} 个值，真实差异可能检验不出来。`,
          ),
        ]
      : []),
  ];
  if (tested === undefined) {
    const why = say(
      `There is nothing to test: it takes two groups with at least 3 values each and values that vary.`,
      `无法检验：至少需要两组、每组不少于 3 个值，且取值有变化。`,
    );
    return { body: `${why}\n\n${table}`, caveats };
  }
  const { name, limits } = EFFECTS[tested.effect];
  const size = Math.abs(tested.size ?? 0);
  const magnitude = (MAGNITUDES[limits.filter((limit) => size >= limit).length] ?? MAGNITUDES[0])[
    language
  ];
  const test = TESTS[tested.test][language];
  const detail = `${showP(tested.p)}${say(", ", "，")}${name[language]} = ${showCoefficient(tested.size)}`;
  const lead =
    tested.p < 0.05
      ? say(
          `**Yes**: ${what} differs significantly between the groups of ${by} (${test}, ${detail}: a ${magnitude} effect).`,
          `**有显著差异**：不同 ${by} 的 ${what} 显著不同（${test}，${detail}，效应${magnitude}）。`,
        )
      : say(
          `**No** significant difference in ${what} between the groups of ${by} was found (${test}, ${detail}: a ${magnitude} effect).`,
          `**未发现显著差异**：不同 ${by} 的 ${what} 没有显著不同（${test}，${detail}，效应${magnitude}）。`,
        );
  return {
    body: [lead, extremes(say, ranked, what, show), table, pairs(say, tested)]
      .filter(Boolean)
      .join("\n\n"),
    caveats: [
      reason(say, tested),
      ...caveats,
      say(
        "The test takes the rows as independent of each other; a difference is not yet a cause.",
        "检验假定各行相互独立；有差异不等于有因果。",
      ),
    ],
  };
}

function extremes(
  say: Say,
  ranked: readonly Group[],
  what: string,
  show: (value: number | null) => string,
): string {
  const [high, low] = [ranked[0], ranked.at(-1)];
  if (high === undefined || low === undefined) return "";
  return say(
    `The mean ${what} is highest for **${plainText(high.name)}** (${show(high.mean)}) and lowest for **${plainText(low.name)}** (${show(low.mean)}).`,
    `平均 ${what} 最高的是 **${plainText(high.name)}**（${show(high.mean)}），最低的是 **${plainText(low.name)}**（${show(low.mean)}）。`,
  );
}

function pairs(
  say: Say,
  { pairs: list, pair_count: all, pairs_significant: significant }: Tested,
): string {
  if (list.length === 0) return "";
  const lead = say(
    `Pair by pair (p corrected by Holm), ${significant} of ${all} pairs differ significantly:`,
    `两两比较（p 值经 Holm 校正），${all} 对中有 ${significant} 对差异显著：`,
  );
  const rows = list.map(([a, b, p]) => [
    `${plainText(a)} – ${plainText(b)}`,
    showP(p),
    p !== null && p < 0.05 ? say("yes", "是") : say("no", "否"),
  ]);
  return `${lead}\n\n${markdownTable([say("pair", "组对"), say("corrected p", "校正后 p"), say("significant", "显著")], rows)}`;
}

/** Why this test and no other. */
function reason(say: Say, { shapiro_p, levene_p, test }: Tested): string {
  const normal = (shapiro_p ?? 0) > 0.05;
  const equal = (levene_p ?? 0) > 0.05;
  const shapiro = showP(shapiro_p);
  const levene = showP(levene_p);
  const ranks = test === "mann_whitney" || test === "kruskal";
  return say(
    `Why this test: the values are ${normal ? "close to" : "not"} normally distributed in every group (Shapiro-Wilk, lowest ${shapiro}) and the variances are ${equal ? "similar" : "not equal"} (Levene, ${levene})${ranks ? ", so ranks are compared instead of means" : ""}.`,
    `选择该检验的原因：各组${normal ? "近似服从" : "并非都服从"}正态分布（Shapiro-Wilk，最小 ${shapiro}），方差${equal ? "相近" : "不等"}（Levene，${levene}）${ranks ? "，因此比较秩次而不是均值" : ""}。`,
  );
}
