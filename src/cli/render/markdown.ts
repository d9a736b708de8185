import type { Language } from "../../../tools/words.ts";
import { safeText } from "../../../tools/output/safe-text.ts";
import { wrap } from "../text/wrap.ts";
import { highlightPython } from "./highlight-python.ts";
import { renderInline } from "./markdown-inline.ts";
import { renderTable, startsTable } from "./markdown-table.ts";
import type { Style } from "./style.ts";

export interface MarkdownOptions {
  readonly width: number;
  readonly style: Style;
  readonly language: Language;
}

const FENCE = /^\s*(`{3,}|~{3,})\s*(\w*)/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$/;
const QUOTE = /^\s*>\s?(.*)$/;
/** Longer lines are no markup that a person wrote, and patterns would be slow on them. */
const MARKUP_LIMIT = 2000;

const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;

/** The simple parts of markdown as lines for a terminal; everything else stays as it was written. */
export function renderMarkdown(text: string, options: MarkdownOptions): string[] {
  const { width, style, language } = options;
  const inline = (part: string) => renderInline(part, style, language);
  const lines = safeText(text).trim().split("\n");
  const out: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const fence = FENCE.exec(line);
    if (line.length > MARKUP_LIMIT) {
      out.push(...wrap(line, width));
    } else if (fence !== null) {
      const end = closingFence(lines, at, fence[1] ?? "");
      out.push(...codeBlock(lines.slice(at + 1, end), fence[2] ?? "", style));
      at = end;
    } else if (startsTable(line, lines[at + 1])) {
      const end = tableEnd(lines, at);
      out.push(...renderTable(lines.slice(at, end), width, style, inline));
      at = end - 1;
    } else {
      out.push(...renderLine(line, inline, options));
    }
  }
  return out;
}

function renderLine(
  line: string,
  inline: (text: string) => string,
  { width, style }: MarkdownOptions,
): string[] {
  const heading = HEADING.exec(line);
  if (heading !== null) return wrap(style.bold(style.accent(inline(heading[2] ?? ""))), width);
  if (RULE.test(line)) return [style.dim("─".repeat(Math.min(width, 40)))];
  const quote = QUOTE.exec(line);
  if (quote !== null) {
    return wrap(inline(quote[1] ?? ""), width - 2).map((part) => `${style.dim("│")} ${part}`);
  }
  const item = ITEM.exec(line);
  if (item !== null) {
    const [, blanks = "", mark = "", body = ""] = item;
    const bullet = /\d/.test(mark) ? mark : "•";
    const indent = " ".repeat(Math.min(blanks.length, 12));
    const hang = " ".repeat(bullet.length + 1);
    return wrap(inline(body), width - indent.length - hang.length).map((part, index) =>
      index === 0 ? `${indent}${style.accent(bullet)} ${part}` : `${indent}${hang}${part}`,
    );
  }
  return wrap(inline(line), width);
}

function codeBlock(code: string[], info: string, style: Style): string[] {
  const isPython = /^(py|python|python3|ipython)$/i.test(info);
  const lines = isPython ? highlightPython(code.join("\n"), style) : code;
  return lines.map((line) => `  ${line}`);
}

/** An unclosed fence, as in a text that still streams, reaches to the end. */
function closingFence(lines: string[], open: number, mark: string): number {
  const closes = (line: string) =>
    line.startsWith(mark) && line === mark.charAt(0).repeat(line.length);
  const end = lines.findIndex((line, index) => index > open && closes(line.trim()));
  return end === -1 ? lines.length : end;
}

const isRow = (line: string) => line.includes("|") && line.length <= MARKUP_LIMIT;

function tableEnd(lines: string[], start: number): number {
  let end = start + 2;
  while (end < lines.length && isRow(lines[end] ?? "")) end += 1;
  return end;
}
