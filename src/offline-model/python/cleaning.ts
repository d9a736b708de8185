import { calendarFormat, type Column } from "../columns/column.ts";
import type { Condition } from "../conditions.ts";
import type { Say } from "../say.ts";
import { literal, python } from "./python.ts";

/** Numbers in text become numbers; `facts` tells how many values were none. */
export function toNumbers(say: Say, columns: readonly Column[], decimalComma: boolean): string {
  return python`
    def to_number(column):
        """${say("1,234 or ¥5.60 or (7) or 8 kg or 1.2万 as a number; anything else is missing.", "把 1,234、¥5.60、(7)、8 kg、1.2万 这样的文本变成数字；其余视为缺失。")}"""
        text = column.astype("string")
        ${decimalComma ? `text = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)` : ""}
        text = text.str.replace(r"[\s,，$€£¥￥₩]", "", regex=True)
        text = text.str.replace(r"^\((.*)\)$", r"-\1", regex=True).str.replace("−", "-")
        parts = text.str.extract(r"^([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)(\D*)$")
        scale = parts[1].map({"千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9})
        return pd.to_numeric(parts[0], errors="coerce").astype(float) * scale.fillna(1).astype(float)

    # ${say("Numbers that the file holds as text.", "文件中以文本形式保存的数字。")}
    facts["unreadable"] = {}
    for name in ${literal(columns.map(({ name }) => name))}:
        filled = data[name].astype("string").str.strip().replace("", pd.NA).notna().sum()
        data[name] = to_number(data[name])
        facts["unreadable"][name] = int(filled - data[name].notna().sum())
  `;
}

/** Counts since an origin, as the profile's note names them. */
const COUNTED_DATES: readonly (readonly [string, string])[] = [
  ["days since 1899-12-30", 'unit="D", origin="1899-12-30"'],
  ["milliseconds since 1970", 'unit="ms"'],
  ["seconds since 1970", 'unit="s"'],
];

/** One column of dates, in whichever way the file writes them. */
export function toDates(say: Say, column: Column): string {
  const dates = `data[${literal(column.name)}]`;
  const note = column.notes.find((each) => each.startsWith("likely a date")) ?? "";
  const counted = COUNTED_DATES.find(([words]) => note.includes(words))?.[1];
  if (counted !== undefined) {
    return python`
      # ${say("Dates that are counted from an origin.", "以距起点的数量表示的日期。")}
      ${dates} = pd.to_datetime(${dates}, ${counted}, errors="coerce")
    `;
  }
  const calendar = column.type === "integer" ? calendarFormat(column) : undefined;
  if (calendar !== undefined) {
    return python`
      # ${say("Whole numbers that spell dates.", "以整数表示的日期。")}
      ${dates} = pd.to_datetime(${dates}.astype("Int64").astype("string"), format="${calendar}", errors="coerce")
    `;
  }
  const format = column.dateFormat ?? "mixed";
  const zone = format.includes("%z") ? ", utc=True" : "";
  return python`
    # ${say("Dates; what is no date becomes missing.", "转换为日期；无法识别的视为缺失。")}
    if not pd.api.types.is_datetime64_any_dtype(${dates}):
        text = ${dates}.astype("string").str.strip()
        ${format === "mixed" ? `text = text.str.replace(r"[年月]", "-", regex=True).str.replace(r"日|-$", "", regex=True)` : ""}
        ${dates} = pd.to_datetime(text, format=${literal(format)}, errors="coerce"${zone})
    if ${dates}.dt.tz is not None:
        ${dates} = ${dates}.dt.tz_localize(None)
  `;
}

/** Categories without blanks around them, whole numbers without `.0`. */
export function toText(say: Say, columns: readonly Column[]): string {
  const whole = columns.filter(({ type }) => type === "integer").map(({ name }) => name);
  return python`
    # ${say("Categories as clean text; blanks are missing.", "类别列整理为文本；空白视为缺失。")}
    for name in ${literal(columns.map(({ name }) => name))}:
        ${whole.length === 0 ? "" : `if name in ${literal(whole)}:`}
        ${whole.length === 0 ? "" : `    data[name] = data[name].astype("Int64")`}
        data[name] = data[name].astype("string").str.strip().replace("", pd.NA)
  `;
}

/** The rows that a condition lets through. */
export function keepRows(say: Say, condition: Condition): string {
  return python`
    # ${say("Only the rows that the question is about.", "只保留问题涉及的行。")}
    data = data[${test(condition)}]
  `;
}

function test(condition: Condition): string {
  const column = `data[${literal(condition.column.name)}]`;
  switch (condition.kind) {
    case "values":
      return `${column}.isin(${literal(condition.values)})`;
    case "years":
      return `${column}.dt.year.isin(${literal(condition.years)})`;
    case "period":
      return `${column}.dt.year.between(${condition.from}, ${condition.to ?? 9999})`;
  }
}
