import type { Column } from "../../columns/column.ts";
import { literal, python } from "../../python/python.ts";
import { chartImports, helpers, PALETTE, printResult } from "../../python/snippets.ts";
import type { Aggregate, Frequency, Question } from "../../question.ts";
import type { Say } from "../../say.ts";

export interface TrendPlan {
  readonly time: Column;
  readonly measure?: Column;
  readonly group?: Column;
  readonly aggregate: Aggregate;
  /** Absent when the data decide. */
  readonly frequency?: Frequency;
  readonly title: string;
  readonly what: string;
}

const MOST_LINES = PALETTE.length;

/** The cell that makes periods, fits a line, prints and draws. */
export function trendCode(question: Question, plan: TrendPlan, withChart: boolean): string {
  const { say } = question;
  const { time, measure, group, aggregate, what } = plan;
  const needed = [time, measure, group].flatMap((column) => (column ? [column.name] : []));
  const keys = group ? `[periods, complete[${literal(group.name)}]]` : "periods";
  const grouped = `complete.groupby(${keys}, observed=True)`;
  const values = measure
    ? `${grouped}[${literal(measure.name)}].${aggregate}()`
    : `${grouped}.size()`;
  return python`
    import json
    import numpy as np
    from scipy import stats
    ${withChart ? chartImports(say) : ""}

    ${helpers(say, "number", "short", ...(withChart ? (["pretty"] as const) : []))}

    complete = data.dropna(subset=${literal(needed)})
    dates = complete[${literal(time.name)}]
    ${frequency(say, plan)}

    # ${say("One value per period. A period without rows is a gap, not a zero.", "每个时间段一个值。没有数据的时间段是空缺，不是零。")}
    periods = dates.dt.to_period(freq)
    wide = ${values}${group ? ".unstack()" : `.to_frame(${literal(what)})`}
    if len(wide) > 0:
        wide = wide.reindex(pd.period_range(wide.index.min(), wide.index.max(), freq=freq))
    ${
      measure
        ? ""
        : python`
      # ${say("For a count of rows, none is zero.", "对行数来说，没有就是零。")}
      wide = wide.fillna(0)
    `
    }
    wide = wide[wide.abs().sum().sort_values(ascending=False, kind="stable").index]
    gaps = int(wide.isna().all(axis=1).sum())
    lines_left_out = max(wide.shape[1] - ${literal(MOST_LINES)}, 0)
    wide = wide.iloc[:, :${literal(MOST_LINES)}]
    wide.index = [period.start_time.strftime("%Y-%m-%d") if freq in "DW" else str(period) for period in wide.index]

    # ${say("A first or last period that the data cover only in part would bend the trend.", "首尾时间段如果数据不完整，会扭曲趋势，因此不参与拟合。")}
    cut_first = cut_last = 0
    if step < 6 and (freq != "D" or step < 0.5) and len(wide) >= 5:
        day = pd.Timedelta(days=1)
        slack = 2 * step if step < 0.5 else step + 1
        cut_first = int((dates.min() - periods.min().start_time) / day > slack)
        cut_last = int((periods.max().end_time - dates.max()) / day > slack + step)
    fitted = wide.iloc[cut_first: len(wide) - cut_last]

    lines = []
    for name in wide.columns:
        line = fitted[name].dropna()
        if len(line) == 0:
            continue
        entry = {
            "name": short(name, 40),
            "n": len(line),
            "first": [line.index[0], number(line.iloc[0])],
            "last": [line.index[-1], number(line.iloc[-1])],
            "max": [line.idxmax(), number(line.max())],
            "min": [line.idxmin(), number(line.min())],
            "mean": number(line.mean()),
        }
        if len(line) >= 3:
            fit = stats.linregress(np.flatnonzero(fitted[name].notna()), line)
            entry |= {"slope": number(fit.slope), "p": number(fit.pvalue), "r2": number(fit.rvalue**2)}
        lines.append(entry)
    print(wide.rename(columns=lambda name: short(name, 20)).tail(12).round(2).to_string())

    # ${say("The periods with the largest values.", "数值最大的时间段。")}
    best = fitted.iloc[:, 0].dropna() if fitted.shape[1] == 1 else fitted.iloc[:0, 0]
    best = best.sort_values(ascending=${literal(question.ascending)}, kind="stable").head(${literal(question.topN ?? 3)})
    result = {
        "intent": "trend",
        "freq": freq,
        "periods": len(wide),
        "gaps": gaps,
        "cut": list(wide.index[:1]) * cut_first + list(wide.index[-1:]) * cut_last,
        "dropped": len(data) - len(complete),
        "lines_left_out": lines_left_out,
        "lines": lines,
        "best": [[name, number(value)] for name, value in best.items()],
    }
    ${printResult(say)}

    ${withChart ? chart(say, plan) : ""}
  `;
}

function frequency(say: Say, { frequency }: TrendPlan): string {
  return python`
    step = dates.drop_duplicates().sort_values().diff().median() / pd.Timedelta(days=1)
    step = 0 if pd.isna(step) else step
    ${
      frequency
        ? `freq = "${frequency}"`
        : python`
      # ${say("Periods that suit the length of the data and the distance of its dates.", "根据数据跨度和日期间隔选择时间粒度。")}
      span = (dates.max() - dates.min()).days if len(dates) > 0 else 0
      if span <= 62 and step < 6:
          freq = "D"
      elif span <= 250 and step < 25:
          freq = "W"
      elif span <= 3000 and step < 80:
          freq = "M"
      else:
          freq = "Q" if span <= 3000 and step < 300 else "Y"
    `
    }
  `;
}

function chart(say: Say, { time, title, what, group }: TrendPlan): string {
  return python`
    if lines:
        fig, ax = plt.subplots(figsize=(11, 5))
        over = np.arange(len(fitted)) + cut_first
        for colour, name in zip(${literal([...PALETTE])}, wide.columns):
            marker = "o" if len(fitted) <= 60 else None
            ax.plot(over, fitted[name], marker=marker, markersize=4, color=colour, label=short(name, 30))
        if len(lines) == 1 and "slope" in lines[0]:
            # ${say("The fitted straight line, over the periods it was fitted on.", "拟合直线，只画在参与拟合的时间段上。")}
            fit = np.polyfit(np.flatnonzero(fitted.iloc[:, 0].notna()), fitted.iloc[:, 0].dropna(), 1)
            ax.plot(over, np.polyval(fit, over - cut_first), "--", color="${PALETTE[4]}", label="${say("linear trend", "线性趋势")}")
            for place, gap in [(fitted.iloc[:, 0].argmax(), 8), (fitted.iloc[:, 0].argmin(), -15)]:
                value = fitted.iloc[place, 0]
                ax.annotate(pretty(value), (over[place], value), textcoords="offset points", xytext=(0, gap), ha="center")
        partial = [0] * cut_first + [len(wide) - 1] * cut_last
        for name in wide.columns if partial else []:
            label = "${say("incomplete period", "不完整的时间段")}" if name == wide.columns[0] else None
            ax.scatter(partial, wide[name].iloc[partial], facecolors="none", edgecolors="#777777", label=label)
        # ${say("At most a dozen labels, so that they do not overlap.", "最多约十二个刻度标签，避免重叠。")}
        every = max(1, -(-len(wide) // 12))
        ax.set_xticks(range(0, len(wide), every), wide.index[::every], rotation=45 if len(wide) > 6 else 0, ha="right" if len(wide) > 6 else "center")
        ax.yaxis.set_major_formatter(pretty)
        ax.margins(y=0.12)
        ax.set_title(${literal(title)})
        ax.set_xlabel(${literal(time.name)})
        ax.set_ylabel(${literal(what)})
        ax.legend(${group ? `title=${literal(group.name)}, ` : ""}frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
        ax.grid(axis="y", alpha=0.3)
        ax.spines[["top", "right"]].set_visible(False)
        fig.tight_layout()
        plt.show()
  `;
}
