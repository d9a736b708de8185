import { always, type CaveatRule } from "./caveat-rule.ts";

/** Charts of matplotlib and seaborn that do not show all of the data. */
export const CHART_RULES: readonly CaveatRule[] = [
  {
    kind: "chart_incomplete",
    text: /([\d.]+%) of the points cannot be placed/,
    words: (share) => ({
      en: `The chart leaves out or overlaps ${share} of the points.`,
      zh: `图中有 ${share} 的点无法放置或相互重叠。`,
    }),
  },
  {
    kind: "chart_incomplete",
    text: /Dataset has 0 variance/,
    words: always(
      "A density curve is missing in the chart: its data do not vary.",
      "图中缺少一条密度曲线：其数据没有变化。",
    ),
  },
];
