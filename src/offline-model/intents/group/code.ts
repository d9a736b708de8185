import { literal, python } from "../../python/python.ts";
import {
  chartImports,
  helpers,
  horizontalBars,
  PALETTE,
  printResult,
  REST_COLOUR,
} from "../../python/snippets.ts";
import type { Aggregate, Question } from "../../question.ts";
import type { GroupPlan } from "./choose-groups.ts";

/** Groups shown where the question asks for no number of them. */
export const SHOWN = 10;
const MOST_IN_RESULT = 20;

/** Sums and counts of all groups make a whole, so that the rest can be one bar. */
export const makesWhole = (aggregate: Aggregate) => aggregate === "sum" || aggregate === "count";

/** The cell that groups, sorts, prints and draws. */
export function groupCode(
  question: Question,
  plan: GroupPlan,
  words: { title: string; what: string; by: string },
  withChart: boolean,
): string {
  const { say, ascending, topN } = question;
  const { groups, measure, aggregate } = plan;
  const keys = groups.map(({ name }) => name);
  const needed = measure === undefined ? keys : [...keys, measure.name];
  const value =
    measure === undefined ? "grouped.size()" : `grouped[${literal(measure.name)}].${aggregate}()`;
  const whole = makesWhole(aggregate);
  return python`
    import json
    ${withChart ? chartImports(say) : ""}

    ${helpers(say, "number", "short", ...(withChart ? (["pretty"] as const) : []))}

    # ${say("Rows without a value in these columns cannot be counted in.", "这些列中有缺失值的行无法参与计算。")}
    complete = data.dropna(subset=${literal(needed)})
    grouped = complete.groupby(${literal(keys)}, observed=True)
    table = pd.DataFrame({"value": ${value}, "n": grouped.size()})
    ${keys.length > 1 ? `table.index = [" / ".join(key) for key in table.index]` : ""}
    table = table.sort_values("value", ascending=${literal(ascending)}, kind="stable")
    top = table.head(${literal(topN ?? SHOWN)})
    print(top.head(${literal(MOST_IN_RESULT)}).rename(index=short).to_string())

    result = {
        "intent": "group",
        "groups": len(table),
        "dropped": len(data) - len(complete),
        "whole": ${whole ? `number(table["value"].sum())` : "None"},
        "top": [
            {"name": short(name, 40), "value": number(row["value"]), "n": int(row["n"])}
            for name, row in top.head(${literal(MOST_IN_RESULT)}).iterrows()
        ],
    }
    ${printResult(say)}

    ${withChart ? chart(question, plan, words) : ""}
  `;
}

function chart(
  { say, topN }: Question,
  { aggregate }: GroupPlan,
  words: { title: string; what: string; by: string },
): string {
  const rest = makesWhole(aggregate) && topN === undefined;
  const averaged = aggregate === "mean" || aggregate === "median";
  return python`
    shown = top
    ${
      rest
        ? python`
      others = table.iloc[len(top):]
      if len(others) > 0:
          # ${say("The other groups as one bar, so that nothing is hidden.", "其余各组合并为一条，避免遗漏。")}
          name = f"${say("Other ({len(others)} groups)", "其他（{len(others)} 组）")}"
          shown = pd.concat([top, pd.DataFrame({"value": others["value"].sum()}, index=[name])])
    `
        : ""
    }
    if len(shown) > 0:
        colours = ["${PALETTE[0]}"] * len(top) + ["${REST_COLOUR}"] * (len(shown) - len(top))
        ${averaged ? `texts = [f"{pretty(value)} (n={n:,.0f})" for value, n in shown[["value", "n"]].values]` : `texts = [pretty(value) for value in shown["value"]]`}
        ${horizontalBars(say, {
          names: "shown.index",
          values: `shown["value"]`,
          texts: "texts",
          colours: "colours",
          title: words.title,
          xLabel: words.what,
          yLabel: words.by,
        })}
  `;
}
