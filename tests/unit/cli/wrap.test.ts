import { describe, expect, it } from "@jest/globals";
import { textWidth } from "../../../src/cli/text/width.ts";
import { wrap } from "../../../src/cli/text/wrap.ts";

describe("wrapping", () => {
  it("breaks at blanks", () => {
    expect(wrap("the quick brown fox", 10)).toEqual(["the quick", "brown fox"]);
  });

  it("breaks Chinese between characters, never before a closing mark", () => {
    const lines = wrap("销售额最高的是北部，其次是南部（含上海）。", 18);
    expect(lines.join("")).toBe("销售额最高的是北部，其次是南部（含上海）。");
    for (const line of lines) {
      expect(textWidth(line)).toBeLessThanOrEqual(18);
      expect(line).not.toMatch(/^[，。）]|（$/);
    }
  });

  it("breaks a word that is too long", () => {
    expect(wrap("x".repeat(25), 10)).toEqual(["x".repeat(10), "x".repeat(10), "x".repeat(5)]);
  });

  it("counts colours as nothing", () => {
    expect(wrap("\u001B[1mfour\u001B[22m \u001B[1mfive5\u001B[22m", 10)).toHaveLength(1);
  });

  it("keeps an empty line and the indent of a first line", () => {
    expect(wrap("", 10)).toEqual([""]);
    expect(wrap("  indented text", 20)).toEqual(["  indented text"]);
  });
});
