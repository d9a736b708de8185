import type { Column } from "../../columns/column.ts";
import { literal, python } from "../../python/python.ts";
import { chartImports, helpers, PALETTE, printResult } from "../../python/snippets.ts";
import type { Question } from "../../question.ts";
import type { Say } from "../../say.ts";

export interface ComparisonPlan {
  readonly group: Column;
  readonly measure: Column;
  readonly title: string;
  /** More groups than this are cut to the largest. */
  readonly most: number;
}

const LEAST_ROWS = 3;

/** The cell that checks the assumptions, picks and runs the test, prints and draws. */
export function comparisonCode(
  question: Question,
  plan: ComparisonPlan,
  withChart: boolean,
): string {
  const { say } = question;
  const { group, measure, most } = plan;
  return python`
    import json
    import numpy as np
    from scipy import stats
    ${withChart ? chartImports(say) : ""}

    ${helpers(say, "number", "short", ...(withChart ? (["pretty"] as const) : []))}

    complete = data.dropna(subset=${literal([group.name, measure.name])})
    every = {str(name): values.to_numpy(float) for name, values in complete.groupby(${literal(group.name)}, observed=True)[${literal(measure.name)}]}
    # ${say(`A group needs at least ${LEAST_ROWS} values; of many groups the largest are compared.`, `每组至少要有 ${LEAST_ROWS} 个值；组太多时只比较最大的几组。`)}
    usable = [name for name, values in every.items() if len(values) >= ${literal(LEAST_ROWS)}]
    usable = sorted(usable, key=lambda name: -len(every[name]))[:${literal(most)}]
    groups = {name: every[name] for name in sorted(usable)}
    samples = list(groups.values())
    summary = pd.DataFrame(
        {name: [len(v), v.mean(), np.median(v), v.std(ddof=1)] for name, v in groups.items()},
        index=["n", "mean", "median", "std"],
    ).T
    print(summary.rename(index=short).round(3).to_string())

    result = {
        "intent": "comparison",
        "dropped": len(data) - len(complete),
        "left_out": len(every) - len(groups),
        "groups": [
            {"name": short(name, 40), "n": int(row["n"]), "mean": number(row["mean"]), "median": number(row["median"]), "std": number(row["std"])}
            for name, row in summary.iterrows()
        ],
    }
    varies = len(groups) >= 2 and len(np.unique(np.concatenate(samples))) > 1
    if varies:
        ${test(say)}
    ${printResult(say)}

    ${withChart ? chart(say, plan) : ""}
  `;
}

function test(say: Say): string {
  return python`
    # ${say("Normal distribution in every group (Shapiro-Wilk; of large groups a sample of 5000).", "各组是否服从正态分布（Shapiro-Wilk 检验；大组抽样 5000 个）。")}
    random = np.random.default_rng(0)

    def shapiro(values):
        if len(np.unique(values)) == 1:
            return 0.0
        return stats.shapiro(values if len(values) <= 5000 else random.choice(values, 5000, replace=False)).pvalue

    normal_p = min(shapiro(values) for values in samples)
    # ${say("Equal variances (Levene, around the median).", "方差是否相等（以中位数为中心的 Levene 检验）。")}
    levene_p = stats.levene(*samples, center="median").pvalue
    normal = bool(normal_p > 0.05)
    equal = bool(levene_p > 0.05)

    def compare(a, b):
        """${say("The test for two groups that fits these data.", "适合这些数据的两组检验。")}"""
        if not normal:
            return stats.mannwhitneyu(a, b)
        return stats.ttest_ind(a, b, equal_var=equal)

    n = sum(len(values) for values in samples)
    if len(samples) == 2:
        a, b = samples
        outcome = compare(a, b)
        test = "mann_whitney" if not normal else "t" if equal else "welch_t"
        if normal:
            pooled = np.sqrt(((len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)) / (n - 2))
            effect, size = "cohen_d", (a.mean() - b.mean()) / pooled
        else:
            effect, size = "rank_biserial", 2 * outcome.statistic / (len(a) * len(b)) - 1
    elif normal:
        if equal:
            test, outcome = "anova", stats.f_oneway(*samples)
        else:
            # ${say("Means of normal groups with unequal variances: Welch's ANOVA.", "正态但方差不等：Welch 方差分析。")}
            from statsmodels.stats.oneway import anova_oneway
            test, outcome = "welch_anova", anova_oneway(samples, use_var="unequal")
        centre = np.concatenate(samples).mean()
        between = sum(len(values) * (values.mean() - centre) ** 2 for values in samples)
        effect, size = "eta_squared", between / ((np.concatenate(samples) - centre) ** 2).sum()
    else:
        test, outcome = "kruskal", stats.kruskal(*samples)
        effect, size = "epsilon_squared", outcome.statistic / (n - 1)

    # ${say("Which pairs differ, with Holm's correction for the number of pairs.", "哪些组之间有差异，用 Holm 方法校正多重比较。")}
    names = list(groups)
    pairs = [(a, b, compare(groups[a], groups[b]).pvalue) for at, a in enumerate(names) for b in names[at + 1:]]
    pairs.sort(key=lambda pair: pair[2])
    adjusted = np.minimum(np.maximum.accumulate([p * (len(pairs) - rank) for rank, (_a, _b, p) in enumerate(pairs)]), 1)
    result |= {
        "test": test,
        "statistic": number(outcome.statistic),
        "p": number(outcome.pvalue),
        "effect": effect,
        "size": number(size),
        "shapiro_p": number(normal_p),
        "levene_p": number(levene_p),
        "pairs": [[short(a, 40), short(b, 40), number(p)] for (a, b, _p), p in zip(pairs, adjusted)][:12] if len(names) > 2 else [],
        "pair_count": len(pairs),
        "pairs_significant": int((adjusted < 0.05).sum()),
    }
    print(f"${say("Test: {test}, p = {outcome.pvalue:.3g}, {effect} = {size:.3f}", "检验：{test}，p = {outcome.pvalue:.3g}，{effect} = {size:.3f}")}")
  `;
}

function chart(say: Say, { group, measure, title }: ComparisonPlan): string {
  return python`
    if groups:
        # ${say("Boxes with the single values behind them, at most 300 per group.", "箱线图，背后是各个数据点（每组最多 300 个）。")}
        random = np.random.default_rng(0)
        fig, ax = plt.subplots(figsize=(max(6.5, 1.5 * len(groups) + 2), 5.5))
        for place, values in enumerate(samples, start=1):
            shown = random.choice(values, min(len(values), 300), replace=False)
            ax.scatter(place + random.uniform(-0.16, 0.16, len(shown)), shown, s=12, alpha=0.35, color="${PALETTE[0]}")
        ax.boxplot(samples, widths=0.5, showfliers=False, medianprops={"color": "${PALETTE[4]}", "linewidth": 2})
        labels = [f"{short(name, 22)}\n(n={len(values):,})" for name, values in groups.items()]
        crowded = len(groups) > 4 and max(map(len, groups)) > 10
        ax.set_xticks(range(1, len(groups) + 1), labels, rotation=35 if crowded else 0, ha="right" if crowded else "center")
        ax.set_title(${literal(title)}, pad=20)
        if varies:
            p_value = "p < 0.001" if result["p"] < 0.001 else f"p = {result['p']:.3g}"
            ax.text(0.5, 1.01, p_value, transform=ax.transAxes, ha="center", va="bottom")
        ax.yaxis.set_major_formatter(pretty)
        ax.set_xlabel(${literal(group.name)})
        ax.set_ylabel(${literal(measure.name)})
        ax.grid(axis="y", alpha=0.3)
        ax.spines[["top", "right"]].set_visible(False)
        fig.tight_layout()
        plt.show()
  `;
}
