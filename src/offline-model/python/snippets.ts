import type { Say } from "../say.ts";
import { literal, python } from "./python.ts";

/** Colours of Okabe and Ito: told apart also with defective colour vision. */
export const PALETTE = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9"] as const;
export const REST_COLOUR = "#999999";

/** Imports of a cell that draws. */
export function chartImports(say: Say): string {
  return python`
    import matplotlib.pyplot as plt

    # ${say("A $ in a name is a dollar sign, not a formula.", "名称中的 $ 是普通字符，不是公式。")}
    plt.rcParams["text.parse_math"] = False
  `;
}

const HELPERS = {
  number: (say: Say) => python`
    def number(value):
        """${say("A plain number for the JSON line; missing is None.", "用于 JSON 行的普通数字；缺失为 None。")}"""
        return float(f"{value:.12g}") if pd.notna(value) and abs(value) != float("inf") else None
  `,
  pretty: (say: Say) => python`
    def pretty(value, _position=None):
        """${say("A number for the chart.", "图中显示的数字。")}"""
        return f"{value:,.0f}" if abs(value) >= 1000 or value == round(value) else f"{value:,.3g}"
  `,
  short: (say: Say) => python`
    def short(name, most=26):
        """${say("A long name, cut to fit.", "截短过长的名称。")}"""
        name = str(name)
        return name if len(name) <= most else name[: most - 1] + "…"
  `,
};

/** Small functions for numbers in the JSON line and for numbers and names in charts. */
export function helpers(say: Say, ...names: readonly (keyof typeof HELPERS)[]): string {
  return names.map((name) => HELPERS[name](say)).join("\n\n");
}

/** Prints the one line of JSON from which the answer is worded. */
export function printResult(say: Say): string {
  return python`
    # ${say("The results once more, in one line for the answer.", "再用一行 JSON 给出结果，供回答使用。")}
    print(json.dumps({**facts, **result}, ensure_ascii=False))
  `;
}

export interface Bars {
  /** Python expressions, in the order from top to bottom. */
  readonly names: string;
  readonly values: string;
  readonly texts: string;
  readonly colours: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
}

/** Horizontal bars, as tall as their number asks for, with their values written beside them. */
export function horizontalBars(say: Say, bars: Bars): string {
  return python`
    # ${say("Horizontal bars: long names stay readable.", "横向条形图：名称再长也能看清。")}
    places = range(len(${bars.names}))
    fig, ax = plt.subplots(figsize=(9, 1.6 + 0.42 * len(places)))
    bars = ax.barh(places, ${bars.values}, color=${bars.colours})
    ax.bar_label(bars, labels=${bars.texts}, padding=4)
    ax.set_yticks(places, [short(name) for name in ${bars.names}])
    ax.invert_yaxis()
    ax.margins(x=0.2)
    ax.xaxis.set_major_locator(plt.MaxNLocator(6))
    ax.xaxis.set_major_formatter(pretty)
    ax.set_title(${literal(bars.title)})
    ax.set_xlabel(${literal(bars.xLabel)})
    ax.set_ylabel(${literal(bars.yLabel)})
    ax.spines[["top", "right"]].set_visible(False)
    fig.tight_layout()
    plt.show()
  `;
}
