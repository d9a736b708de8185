import type { Column } from "../../columns/column.ts";
import { literal, python } from "../../python/python.ts";
import {
  chartImports,
  helpers,
  horizontalBars,
  PALETTE,
  printResult,
  REST_COLOUR,
} from "../../python/snippets.ts";
import type { Question } from "../../question.ts";

export interface SharePlan {
  readonly group: Column;
  /** Absent when rows are counted. */
  readonly measure?: Column;
  readonly title: string;
}

const SHOWN = 12;
const MOST_SLICES = 6;

/** The cell that adds up the parts, divides by the whole, prints and draws. */
export function shareCode(question: Question, plan: SharePlan, withChart: boolean): string {
  const { say, topN } = question;
  const { group, measure } = plan;
  const key = literal(group.name);
  const needed = measure === undefined ? [group.name] : [group.name, measure.name];
  const sum = measure === undefined ? "size()" : `[${literal(measure.name)}].sum()`;
  return python`
    import json
    ${withChart ? chartImports(say) : ""}

    ${helpers(say, "number", "short", ...(withChart ? (["pretty"] as const) : []))}

    # ${say("Rows without a value in these columns belong to no part.", "这些列中有缺失值的行不属于任何部分。")}
    complete = data.dropna(subset=${literal(needed)})
    parts = complete.groupby(${key}, observed=True)${measure === undefined ? `.${sum}` : sum}
    parts = parts.sort_values(ascending=False, kind="stable")
    whole = parts.sum()
    shares = 100 * parts / whole if whole > 0 else parts * float("nan")

    table = pd.DataFrame({"value": parts, "percent": shares})
    top = table.head(${literal(topN ?? SHOWN)})
    others = table.iloc[len(top):]
    print(top.rename(index=short).round(2).to_string())

    result = {
        "intent": "share",
        "groups": len(table),
        "dropped": len(data) - len(complete),
        "whole": number(whole),
        # ${say("Negative parts make no sensible shares.", "出现负值时占比没有意义。")}
        "negative": bool((parts < 0).any()),
        "others": number(others["percent"].sum()),
        "parts": [
            {"name": short(name, 40), "value": number(row["value"]), "percent": number(row["percent"])}
            for name, row in top.iterrows()
        ],
    }
    ${printResult(say)}

    ${withChart ? chart(question, plan) : ""}
  `;
}

function chart({ say, lower }: Question, { group, measure, title }: SharePlan): string {
  const asked = /\bpie\b|饼图|环形图/.test(lower);
  const bars = horizontalBars(say, {
    names: "shown.index",
    values: `shown["percent"]`,
    texts: `[f"{row.percent:.1f}% ({pretty(row.value)})" for row in shown.itertuples()]`,
    colours: "colours",
    title,
    xLabel: say(
      measure === undefined ? "Share of rows (%)" : `Share of ${measure.name} (%)`,
      measure === undefined ? "占总行数的比例（%）" : `占 ${measure.name} 总和的比例（%）`,
    ),
    yLabel: group.name,
  });
  return python`
    shown = top
    if len(others) > 0:
        # ${say("The other parts together, so that the shares add up to 100%.", "其余部分合并，使占比合计为 100%。")}
        rest = pd.DataFrame([others.sum()], index=[f"${say("Other ({len(others)})", "其他（{len(others)} 项）")}"])
        shown = pd.concat([top, rest])
    colours = ["${PALETTE[0]}"] * len(top) + ["${REST_COLOUR}"] * (len(shown) - len(top))
    ${
      asked
        ? ""
        : python`
      if len(shown) > 0:
          ${bars}
    `
    }
    ${
      asked
        ? python`
      if 0 < len(shown) <= ${literal(MOST_SLICES)} and not result["negative"]:
          fig, ax = plt.subplots(figsize=(7, 6))
          slices = ${literal([...PALETTE])}[: len(top)] + ["${REST_COLOUR}"] * (len(shown) - len(top))
          labels = [f"{short(name)}\n{percent:.1f}%" for name, percent in zip(shown.index, shown["percent"])]
          ax.pie(shown["percent"], labels=labels, colors=slices, startangle=90, counterclock=False, wedgeprops={"width": 0.45})
          ax.set_title(${literal(title)})
          fig.tight_layout()
          plt.show()
      elif len(shown) > 0:
          # ${say("Too many parts for a pie to be read.", "部分太多，饼图难以辨认，改用条形图。")}
          ${bars}
    `
        : ""
    }
  `;
}
