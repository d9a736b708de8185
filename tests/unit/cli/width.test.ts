import { describe, expect, it } from "@jest/globals";
import { pad, textWidth, truncate } from "../../../src/cli/text/width.ts";

describe("columns of text", () => {
  it.each([
    ["abc", 3],
    ["数据", 4],
    ["（全角）", 8],
    ["한국어", 6],
    ["ｱ", 1],
    ["e\u0301", 1],
    ["🎉", 2],
    ["\u001B[1m粗\u001B[22m", 2],
    ["─│●✓", 4],
    ["", 0],
  ])("%j takes %d", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe("cutting", () => {
  it.each([
    ["short", 10, "short"],
    ["exactly", 7, "exactly"],
    ["too long", 5, "too …"],
    ["数据分析", 8, "数据分析"],
    ["数据分析", 7, "数据分…"],
    ["数据分析", 6, "数据…"],
  ])("%j to %d", (text, width, cut) => {
    expect(truncate(text, width)).toBe(cut);
    expect(textWidth(truncate(text, width))).toBeLessThanOrEqual(width);
  });
});

it("fills up by columns, not by characters", () => {
  expect(pad("数据", 6)).toBe("数据  ");
  expect(pad("7", 3, "left")).toBe("  7");
  expect(pad("longer", 3)).toBe("longer");
});
