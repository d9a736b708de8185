import { pad, textWidth } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";
import type { Style } from "./style.ts";

const ROW = /^\s*\|?(.*?)\|?\s*$/;
const RULE = /^\s*\|?(\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$/;
/** Numbers as people write them in tables: signs, separators, units in front or behind. */
const NUMERIC = /^[-+−±<>≈]?\s*[¥$€£]?\s*[\d.,\s]*\d[\d.,]*\s*(%|‰|[a-zA-Z万亿元年月日]{0,3})$/;
const NUMBER_LIMIT = 40;
const GAP = "  ";
const LEAST = 6;

type Side = "left" | "right";

/** True for a line under which a table stands. */
export function startsTable(line: string, next: string | undefined): boolean {
  return line.includes("|") && next !== undefined && next.includes("-") && RULE.test(next);
}

function cellsOf(line: string): string[] {
  const inner = ROW.exec(line)?.[1] ?? "";
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** As declared by colons; a column of numbers stands on the right also without. */
function sidesOf(rule: string, rows: string[][], columns: number): Side[] {
  const declared = cellsOf(rule);
  return Array.from({ length: columns }, (_, index) => {
    const mark = declared[index] ?? "";
    if (mark.endsWith(":") && !mark.startsWith(":")) return "right";
    if (mark.startsWith(":")) return "left";
    const values = rows.map((row) => row[index] ?? "").filter((value) => value !== "");
    return values.length > 0 && values.every(isNumber) ? "right" : "left";
  });
}

function isNumber(cell: string): boolean {
  return cell.length <= NUMBER_LIMIT && NUMERIC.test(cell.replaceAll("*", ""));
}

/** Takes from the widest column until the table fits. */
function fit(widths: number[], room: number): number[] {
  const fitted = [...widths];
  const total = () => fitted.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  while (total() > room) {
    const widest = fitted.indexOf(Math.max(...fitted));
    if ((fitted[widest] ?? 0) <= LEAST) break;
    fitted[widest] = (fitted[widest] ?? 0) - 1;
  }
  return fitted;
}

/**
 * A markdown table in columns, wide characters counted as two; cells that do not fit are wrapped.
 * `lines` are the header, the rule and the rows.
 */
export function renderTable(
  lines: readonly string[],
  room: number,
  style: Style,
  inline: (text: string) => string,
): string[] {
  const [header = "", rule = "", ...body] = lines;
  const head = cellsOf(header);
  const rows = body.map(cellsOf);
  const columns = head.length;
  const sides = sidesOf(rule, rows, columns);
  const shown = [head, ...rows].map((row) =>
    Array.from({ length: columns }, (_, index) => inline(row[index] ?? "")),
  );
  const widths = fit(
    Array.from({ length: columns }, (_, index) =>
      Math.max(1, ...shown.map((row) => textWidth(row[index] ?? ""))),
    ),
    room,
  );
  const printed = shown.map((row) => renderRow(row, widths, sides));
  const line = style.dim(widths.map((width) => "─".repeat(width)).join(GAP));
  return [...(printed[0] ?? []).map(style.bold), line, ...printed.slice(1).flat()];
}

function renderRow(cells: string[], widths: number[], sides: Side[]): string[] {
  const wrapped = cells.map((cell, index) => wrap(cell, widths[index] ?? 1));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    widths
      .map((width, index) =>
        pad(wrapped[index]?.[at] ?? "", width, sides[index] === "right" ? "left" : "right"),
      )
      .join(GAP)
      .trimEnd(),
  );
}
