import type { Column } from "../../columns/column.ts";
import { literal, python } from "../../python/python.ts";
import { chartImports, helpers, PALETTE, printResult } from "../../python/snippets.ts";
import type { Question } from "../../question.ts";
import type { Say } from "../../say.ts";

export interface CorrelationPlan {
  readonly columns: readonly Column[];
  /** The one column that the others are compared with. */
  readonly target?: Column;
  readonly title: string;
}

/** More columns than this make a heat map that nobody can read. */
const MOST_COLUMNS = 12;
const MOST_PAIRS = 8;

/** The cell that correlates, tests the pairs, prints and draws. */
export function correlationCode(
  question: Question,
  plan: CorrelationPlan,
  withChart: boolean,
): string {
  const { say } = question;
  const { columns, target } = plan;
  const names = columns.map(({ name }) => name);
  return python`
    import json
    import numpy as np
    from scipy import stats
    ${withChart ? chartImports(say) : ""}

    ${helpers(say, "number", "short")}

    # ${say("A column that never varies correlates with nothing.", "取值不变的列没有相关性。")}
    numbers = data[${literal(names)}]
    numbers = numbers.loc[:, numbers.nunique() > 1]
    matrix = numbers.corr()

    # ${say("Of many columns only those with the strongest links.", "列太多时只保留联系最强的列。")}
    strength = matrix.abs().where(~np.eye(len(matrix), dtype=bool))
    strength = ${target ? `strength.get(${literal(target.name)}, strength.max()).fillna(2)` : "strength.max()"}
    kept = strength.sort_values(ascending=False, kind="stable").index[:${literal(MOST_COLUMNS)}]
    names = [name for name in numbers.columns if name in kept]
    matrix = matrix.loc[names, names]

    # ${say("Each pair on the rows that have both values.", "每一对列只使用两者都有值的行。")}
    pairs = []
    for at, a in enumerate(names):
        for b in names[at + 1:]:
            both = numbers[[a, b]].dropna()
            if len(both) < 3 or both.nunique().min() < 2${target ? ` or ${literal(target.name)} not in (a, b)` : ""}:
                continue
            r, p = stats.pearsonr(both[a], both[b])
            rho = stats.spearmanr(both[a], both[b]).statistic
            pairs.append({"a": a, "b": b, "r": number(r), "p": number(p), "rho": number(rho), "n": len(both)})
    pairs.sort(key=lambda pair: -abs(pair["r"]))
    print(matrix.rename(index=short, columns=lambda name: short(name, 10)).round(2).to_string(max_cols=8))

    result = {
        "intent": "correlation",
        "columns": len(names),
        "left_out": ${literal(names.length)} - len(names),
        "pairs": pairs[:${literal(MOST_PAIRS)}],
    }
    ${printResult(say)}

    ${withChart ? chart(say, plan) : ""}
  `;
}

function chart(say: Say, { title }: CorrelationPlan): string {
  return python`
    if pairs:
        # ${say("Left the heat map, right the pair with the strongest link.", "左边是热力图，右边是联系最强的一对。")}
        size = max(4.5, 0.75 * len(names) + 1.5)
        fig, (left, right) = plt.subplots(1, 2, figsize=(size + 6, size), width_ratios=[size, 5], layout="constrained")
        fig.get_layout_engine().set(wspace=0.1)
        fig.suptitle(${literal(title)})
        image = left.imshow(matrix, cmap="RdBu_r", vmin=-1, vmax=1)
        places = range(len(names))
        left.set_xticks(places, [short(name, 20) for name in names], rotation=45, ha="right", rotation_mode="anchor")
        left.set_yticks(places, [short(name, 20) for name in names])
        for row in places:
            for column in places:
                value = matrix.iloc[row, column]
                text = "–" if pd.isna(value) else f"{value:.2f}"
                left.text(column, row, text, ha="center", va="center", color="white" if abs(value) > 0.6 else "black")
        fig.colorbar(image, ax=left, shrink=0.8, label="${say("Pearson correlation r", "皮尔逊相关系数 r")}")

        a, b = pairs[0]["a"], pairs[0]["b"]
        both = numbers[[a, b]].dropna()
        both = both.sample(min(len(both), 3000), random_state=0)
        right.scatter(both[a], both[b], s=16, alpha=0.5, color="${PALETTE[0]}")
        slope, intercept = np.polyfit(both[a], both[b], 1)
        ends = np.array([both[a].min(), both[a].max()])
        right.plot(ends, slope * ends + intercept, color="${PALETTE[4]}")
        right.set_box_aspect(1)
        right.set_xlabel(short(a, 40))
        right.set_ylabel(short(b, 40))
        right.set_title(f"${say("Strongest pair: r = {pairs[0]['r']:.2f}", "联系最强的一对：r = {pairs[0]['r']:.2f}")}")
        right.spines[["top", "right"]].set_visible(False)
        plt.show()
  `;
}
