import type { Column } from "../columns/column.ts";
import type { Condition } from "../conditions.ts";
import type { Data } from "../data.ts";
import type { Say } from "../say.ts";
import { keepRows, toDates, toNumbers, toText } from "./cleaning.ts";
import { literal, python } from "./python.ts";
import { readExpression } from "./reading.ts";

/** What a reading cell has to hand to the cell that computes. */
export interface Reading {
  /** Columns that must be numbers. */
  readonly numbers: readonly Column[];
  /** Columns that must be dates. */
  readonly times: readonly Column[];
  /** Columns that must be clean text. */
  readonly groups: readonly Column[];
  readonly conditions: readonly Condition[];
  /** Every column is kept, not only those above. */
  readonly wholeTable?: boolean;
}

const MAX_TOTAL_ROWS = 500;

/**
 * The first cell of every analysis. It leaves `data` (cleaned), `raw` (as read, kept for later
 * questions) and `facts` (what the cleaning did) behind.
 */
export function readingCell(say: Say, data: Data, reading: Reading, tolerant: boolean): string {
  const { dataset, table } = data;
  const byValue = reading.conditions.filter(({ kind }) => kind === "values");
  const byTime = reading.conditions.filter(({ kind }) => kind !== "values");
  const groups = unique([...reading.groups, ...byValue.map(({ column }) => column)]);
  const times = unique([...reading.times, ...byTime.map(({ column }) => column)]);
  const numbers = unique(reading.numbers).filter((column) => !groups.includes(column));
  const used = unique([...groups, ...times, ...numbers]).map(({ name }) => name);
  const texts = numbers.filter(({ isNumberText }) => isNumberText);
  const read = python`
    ${tolerant ? tolerantRead(say, data) : `raw = ${readExpression(dataset, table)}`}
    raw.columns = [${nameOf(data)} for name in raw.columns]
    ${fillMerged(say, data)}
    source_in_memory = source
  `;
  return python`
    from pathlib import Path
    import pandas as pd

    # ${say("Read the table. After an earlier question it is still in memory, unless the file has changed.", "读取表格。如果之前的问题已经读过且文件没有变化，就直接使用内存中的数据。")}
    path = Path(${literal(dataset.path)})
    source = (str(path), ${literal(table.name)}, path.stat().st_mtime)
    ${
      tolerant
        ? read
        : python`
      if globals().get("source_in_memory") != source:
          ${read}
      else:
          print("${say("The table is still in memory from an earlier question.", "表格仍在内存中，来自之前的问题。")}")
    `
    }
    facts = {"rows": len(raw)}
    ${totals(say, data)}

    ${
      reading.wholeTable === true
        ? "data = data.copy()"
        : python`
      # ${say("Only the columns that the question needs.", "只保留问题需要的列。")}
      data = data[${literal(used)}].copy()
    `
    }

    ${texts.length === 0 ? "" : toNumbers(say, texts, decimalComma(data))}

    ${times.map((column) => toDates(say, column)).join("\n")}


    ${groups.length === 0 ? "" : toText(say, groups)}

    ${reading.conditions.map((condition) => keepRows(say, condition)).join("\n")}

    facts["used"] = len(data)

    print(f"${say("Rows read: {len(raw):,}; rows used: {len(data):,}", "读取 {len(raw):,} 行，使用 {len(data):,} 行")}")
    ${
      reading.wholeTable === true
        ? ""
        : python`
      missing = data.isna().sum()
      print("${say("Missing values:", "缺失值：")}", missing[missing > 0].head(12).to_dict())
    `
    }
  `;
}

function unique(columns: readonly Column[]): Column[] {
  return [...new Set(columns)];
}

/** How a column's name is written as text, the way the profile does it. */
function nameOf({ table }: Data): string {
  const twoRows = table.notes.some((note) => note.includes("MultiIndex"));
  return twoRows ? `" / ".join(map(str, name))` : "str(name)[:120]";
}

/** A merged cell has its value in its first row only. */
function fillMerged(say: Say, { table, columns }: Data): string {
  const named = table.notes.map((note) => /^merged cells in (.+): only/.exec(note)?.[1]);
  const merged = columns
    .map(({ name }) => name)
    .filter((name) => named.some((list) => list?.split(", ").includes(name)));
  if (merged.length === 0) return "";
  return python`
    # ${say("Merged cells hold their value in the first row only.", "合并单元格只有第一行有值，向下填充。")}
    raw[${literal(merged)}] = raw[${literal(merged)}].ffill()
  `;
}

/** The hint tells how the file writes numbers. */
function decimalComma({ dataset, table }: Data): boolean {
  return readExpression(dataset, table).includes('decimal=","');
}

function totals(say: Say, { table }: Data): string {
  const why = say(
    "Rows that add up other rows would be counted twice.",
    "合计行会被重复计算，因此去掉。",
  );
  if (table.sampled) {
    return python`
      # ${why}
      label = raw.iloc[:, 0].astype("string").str.strip().str.lower()
      data = raw[~label.isin(["total", "grand total", "subtotal", "sum", "合计", "总计", "小计", "总和"])]
      facts["totals"] = len(raw) - len(data)
    `;
  }
  if (table.totalRows.length === 0) return "data = raw";
  return python`
    # ${why}
    data = raw.drop(index=raw.index[${literal(table.totalRows.slice(0, MAX_TOTAL_ROWS))}])
    facts["totals"] = len(raw) - len(data)
  `;
}

/** For a file on which the profile's hint failed. */
function tolerantRead(say: Say, { dataset, table }: Data): string {
  const path = literal(dataset.path);
  const hint = readExpression(dataset, table);
  if (!hint.includes("read_csv")) return `raw = ${hint}`;
  return python`
    # ${say("The first way of reading failed: try the usual encodings, leave broken lines out.", "第一种读取方式失败：依次尝试常见编码，跳过损坏的行。")}
    for encoding in ["utf-8-sig", "gb18030", "cp1252", "latin-1"]:
        try:
            raw = pd.read_csv(${path}, encoding=encoding, sep=None, engine="python", on_bad_lines="skip")
            break
        except UnicodeError:
            continue
  `;
}
