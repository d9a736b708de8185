import type { Column } from "../../columns/column.ts";
import { literal, python } from "../../python/python.ts";
import { chartImports, helpers, PALETTE, printResult } from "../../python/snippets.ts";
import type { Question } from "../../question.ts";
import type { Say } from "../../say.ts";

export interface OverviewPlan {
  readonly numbers: readonly Column[];
  readonly categories: readonly Column[];
  /** Whether missing values are drawn. */
  readonly missing: boolean;
  readonly title: string;
}

const MOST_MISSING = 12;
const MOST_NUMBERS = 10;
const MOST_CATEGORIES = 6;
const MOST_PANELS = 6;

/** The cell that counts, describes, prints and draws. */
export function overviewCode(question: Question, plan: OverviewPlan, withChart: boolean): string {
  const { say } = question;
  return python`
    import json
    ${withChart ? chartImports(say) : ""}

    ${helpers(say, "number", "short", ...(withChart ? (["pretty"] as const) : []))}

    # ${say("Text without blanks around it; blank text counts as missing.", "去掉文本两端的空格；空白文本也算缺失。")}
    for name in data.columns:
        if data[name].dtype == object or pd.api.types.is_string_dtype(data[name]):
            data[name] = data[name].astype("string").str.strip().replace("", pd.NA)
    missing = data.isna().sum().sort_values(ascending=False, kind="stable")
    missing = missing[missing > 0]
    duplicates = int(data.duplicated().sum())
    print(f"${say("{len(data):,} rows, {data.shape[1]} columns, {duplicates:,} duplicate rows", "{len(data):,} 行，{data.shape[1]} 列，重复行 {duplicates:,} 行")}")
    print("${say("Missing values:", "缺失值：")}", {short(name): int(count) for name, count in missing.head(${literal(MOST_MISSING)}).items()})

    numbers = ${nameList(plan.numbers, MOST_NUMBERS)}
    described = [
        {
            "name": name, "n": int(data[name].count()), "sum": number(data[name].sum()), "mean": number(data[name].mean()),
            "median": number(data[name].median()), "std": number(data[name].std()),
            "min": number(data[name].min()), "max": number(data[name].max()),
        }
        for name in numbers
    ]
    frequent = {
        name: [[short(value, 24), int(count)] for value, count in data[name].astype("string").value_counts().head(3).items()]
        for name in ${nameList(plan.categories, MOST_CATEGORIES)}
    }
    result = {
        "intent": "overview",
        "columns": data.shape[1],
        "duplicates": duplicates,
        "cells_missing": int(missing.sum()),
        "columns_missing": len(missing),
        "complete_rows": int(data.notna().all(axis=1).sum()),
        "missing": [[name, int(count)] for name, count in missing.head(${literal(MOST_MISSING)}).items()],
        "numbers": described,
        "frequent": frequent,
    }
    ${printResult(say)}

    ${withChart ? chart(say, plan) : ""}
  `;
}

function chart(say: Say, { categories, missing, title }: OverviewPlan): string {
  return python`
    # ${say("One panel for missing values, then the distributions of the first columns.", "先画缺失值，再画前几列的分布。")}
    drawable = [name for name in numbers if data[name].notna().any()]
    panels = [("missing", "")] if ${literal(missing)} and len(missing) > 0 else []
    panels += [("number", name) for name in drawable]
    panels += [("category", name) for name in ${nameList(categories, MOST_CATEGORIES)} if data[name].notna().any()]
    panels = panels[:${literal(MOST_PANELS)}]
    if panels:
        wide = min(3, len(panels))
        tall = -(-len(panels) // wide)
        fig, axes = plt.subplots(tall, wide, figsize=(4.8 * wide + 0.6, 3.6 * tall + 0.4), squeeze=False, layout="constrained")
        for ax, (kind, name) in zip(axes.flat, panels):
            ax.spines[["top", "right"]].set_visible(False)
            if kind == "number":
                ax.hist(data[name].dropna().astype(float), bins=20, color="${PALETTE[0]}", edgecolor="white")
                ax.set_title(short(name, 32))
                ax.set_ylabel("${say("rows", "行数")}")
                ax.xaxis.set_major_locator(plt.MaxNLocator(5))
                ax.xaxis.set_major_formatter(pretty)
                continue
            counts = missing.head(10) if kind == "missing" else data[name].astype("string").value_counts().head(8)
            bars = ax.barh(range(len(counts)), counts, color="${PALETTE[1]}" if kind == "missing" else "${PALETTE[2]}")
            ax.bar_label(bars, labels=[f"{count:,}" for count in counts], padding=3)
            ax.set_yticks(range(len(counts)), [short(value, 18) for value in counts.index])
            ax.invert_yaxis()
            ax.margins(x=0.2)
            ax.xaxis.set_major_locator(plt.MaxNLocator(4, integer=True))
            ax.set_title("${say("Missing values", "缺失值")}" if kind == "missing" else short(name, 32))
            ax.set_xlabel("${say("rows", "行数")}")
        for ax in axes.flat[len(panels):]:
            ax.set_visible(False)
        fig.suptitle(${literal(title)})
        plt.show()
  `;
}

function nameList(columns: readonly Column[], most: number): string {
  return literal(columns.slice(0, most).map(({ name }) => name));
}
