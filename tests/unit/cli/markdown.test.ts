import { describe, expect, it } from "@jest/globals";
import { renderMarkdown } from "../../../src/cli/render/markdown.ts";
import { createStyle } from "../../../src/cli/render/style.ts";
import { textWidth } from "../../../src/cli/text/width.ts";
import { taggedStyle } from "./tagged-style.ts";

const tagged = (text: string) =>
  renderMarkdown(text, { width: 60, style: taggedStyle, language: "en" });
const plain = (text: string, width = 60) =>
  renderMarkdown(text, { width, style: createStyle(false), language: "en" });

describe("markdown within a line", () => {
  it.each([
    ["**bold** and __bold__", "<b>bold</b> and <b>bold</b>"],
    ["销售额**最高**，达到", "销售额<b>最高</b>，达到"],
    ["an *italic* word", "an <i>italic</i> word"],
    ["code `a*b*c`", "code <code>a*b*c</code>"],
    ["3 * 4 * 5 and snake_case_name", "3 * 4 * 5 and snake_case_name"],
    ["[docs](https://a.b/c)", "docs <dim>(https://a.b/c)</dim>"],
    ["![Sales](/x/sales.png)", "<dim>[picture: Sales → /x/sales.png]</dim>"],
    ["![](/x/sales.png)", "<dim>[picture: /x/sales.png]</dim>"],
    ["\\*as is\\*", "*as is*"],
    ["**open", "**open"],
  ])("%s", (markdown, line) => {
    expect(tagged(markdown)).toEqual([line]);
  });
});

describe("markdown in blocks", () => {
  it("knows headings, lists with their indents, quotes and rules", () => {
    expect(tagged("# Result\n- one\n  1. two\n> said\n---")).toEqual([
      "<b><accent>Result</accent></b>",
      "<accent>•</accent> one",
      "  <accent>1.</accent> two",
      "<dim>│</dim> said",
      `<dim>${"─".repeat(40)}</dim>`,
    ]);
  });

  it("hangs the lines of a long item below its text", () => {
    expect(plain("- one two three four", 14)).toEqual(["• one two", "  three four"]);
  });

  it("leaves code alone but for the colours of Python", () => {
    expect(tagged("```python\nx = 1  # **no**\n```\n```\n| a |\n```")).toEqual([
      "  x = <n>1</n>  <c># **no**</c>",
      "  | a |",
    ]);
  });

  it("shows an unfinished block, as a text that still streams has", () => {
    expect(plain("```py\nx = 1")).toEqual(["  x = 1"]);
    expect(plain("| a | b |\n|---|")).toEqual(["a  b", "─  ─"]);
  });
});

describe("tables", () => {
  const table = [
    "| 地区 | 销售额 | Note |",
    "|---|---|:--|",
    "| 北部 | 1,234,567 | **best** |",
    "| South | 999 | 12 |",
  ].join("\n");

  it("align by columns, wide characters counted as two, numbers on the right", () => {
    expect(plain(table)).toEqual([
      "地区      销售额  Note",
      "─────  ─────────  ────",
      "北部   1,234,567  best",
      "South        999  12",
    ]);
  });

  it("wrap cells where the terminal is narrow", () => {
    const wide = `| a | b |\n|---|---|\n| ${"word ".repeat(20)} | 1 |`;
    const lines = plain(wide, 30);
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(30);
  });

  it("bear rows that are too short or too long, and a pipe in a cell", () => {
    expect(plain("| a | b |\n|---|---|\n| 1 |\n| x \\| y | 2 | 3 |")).toEqual([
      "a      b",
      "─────  ─",
      "1",
      "x | y  2",
    ]);
  });
});

describe("hostile markdown", () => {
  it("loses escapes", () => {
    expect(plain("\u001B]8;;http://evil\u0007**x**\u001B[2J")).toEqual(["x"]);
  });

  it.each([
    ["one endless line", "**a".repeat(50_000)],
    ["an endless heading", `# ${" ".repeat(100_000)}x`],
    ["an endless table row", `| a |\n|---|\n| ${"x | ".repeat(50_000)}`],
    ["many digits in a cell", `| a |\n|---|\n| ${"1".repeat(1_900)}x |`],
  ])("takes %s without hanging", (_what, text) => {
    expect(plain(text).length).toBeGreaterThan(0);
  });
});
