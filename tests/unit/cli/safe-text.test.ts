import { describe, expect, it } from "@jest/globals";
import { safeLine, safeText } from "../../../tools/output/safe-text.ts";

describe("text for a terminal", () => {
  it.each([
    ["colours", "\u001B[1;31mred\u001B[0m", "red"],
    ["cursor movement and clearing", "a\u001B[2J\u001B[10;3Hb", "ab"],
    ["a window title", "\u001B]0;owned\u0007x", "x"],
    ["a hyperlink", "\u001B]8;;http://evil\u001B\\click\u001B]8;;\u001B\\", "click"],
    ["a clipboard write that is cut off", "x\u001B]52;c;cm0gLXJm", "x"],
    ["a device control string", "\u001BP1$r\u001B\\x", "x"],
    ["an eight-bit control sequence", "a\u009B31mb", "ab"],
    ["a terminal reset", "a\u001Bcb", "ab"],
    ["an unfinished sequence at the end", "a\u001B[3", "a"],
    ["bells, backspaces, nulls", "a\u0007\u0008\u0000b", "ab"],
    ["a change of direction", "user\u202Egpj.exe\u2066", "usergpj.exe"],
    ["a lone carriage return", "10%\r20%", "10%20%"],
  ])("loses %s", (_what, given, shown) => {
    expect(safeText(given)).toBe(shown);
  });

  it("keeps letters of every script, emoji, line breaks, and blanks for tabs", () => {
    expect(safeText("数据\té🎉 عربي\r\nnext")).toBe("数据    é🎉 عربي\nnext");
  });

  it("becomes one line where one is wanted", () => {
    expect(safeLine("a\nb\u2028c")).toBe("a b c");
  });

  it("takes time in proportion to the text, also when it is made to be slow", () => {
    const hostile = "\u001B]".repeat(100_000) + "x".repeat(1_000_000);
    expect(safeText(hostile).length).toBeLessThanOrEqual(1_000_000);
  });
});
