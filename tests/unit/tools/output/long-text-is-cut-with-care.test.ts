import { describe, expect, test } from "@jest/globals";
import { createBoundedText } from "../../../../tools/output/bounded-text.ts";
import { keepHead, keepTail } from "../../../../tools/output/cut-text.ts";

describe("keepHead and keepTail", () => {
  test("leave a short text alone, with its blanks and line breaks", () => {
    expect(keepHead("  a\n\n b \n", 100)).toEqual({ text: "  a\n\n b \n", cut: 0 });
    expect(keepTail("  a\n\n b \n", 100)).toEqual({ text: "  a\n\n b \n", cut: 0 });
  });

  test("cut at a line where one ends nearby", () => {
    expect(keepHead("12345678\nabcdef", 10)).toEqual({ text: "12345678\n", cut: 6 });
    expect(keepTail("abcdef\n12345678", 10)).toEqual({ text: "12345678", cut: 7 });
  });

  test("cut in a long line rather than lose it", () => {
    const line = "x".repeat(50);
    expect(keepHead(`a\n${line}`, 20)).toEqual({ text: `a\n${"x".repeat(18)}`, cut: 32 });
    expect(keepTail(`${line}\na`, 20)).toEqual({ text: `${"x".repeat(18)}\na`, cut: 32 });
  });

  test("never tear a character of two code units", () => {
    expect(keepHead("😀".repeat(10), 5).text).toBe("😀😀");
    expect(keepTail("😀".repeat(10), 5).text.isWellFormed()).toBe(true);
  });
});

describe("bounded text", () => {
  test("gives back what fits, to the last blank", () => {
    const text = createBoundedText(100);
    for (const chunk of ["  a", "\n", "\t b ", "\n\n"]) text.push(chunk);
    expect(text.toString()).toBe("  a\n\t b \n\n");
    expect(text.length).toBe(10);
  });

  test("gives back a text of exactly the limit without a note", () => {
    const text = createBoundedText(10);
    text.push("0123456789");
    expect(text.toString()).toBe("0123456789");
  });

  test("keeps head and tail, and counts what is missing", () => {
    const text = createBoundedText(200);
    for (let index = 0; index < 1_000; index += 1) text.push(`line ${index}\n`);
    const shown = text.toString();
    expect(shown.startsWith("line 0\nline 1\n")).toBe(true);
    expect(shown.endsWith("line 998\nline 999\n")).toBe(true);
    const [, cut = ""] = /([\d,]+) characters/.exec(shown) ?? [];
    const note = shown.slice(shown.indexOf("\n["), shown.indexOf("]\n") + 2);
    expect(Number(cut.replaceAll(",", ""))).toBe(text.length - (shown.length - note.length));
  });

  test("stays small whatever comes", () => {
    const text = createBoundedText(1_000);
    const chunk = "y".repeat(100_000);
    for (let index = 0; index < 500; index += 1) text.push(chunk);
    expect(text.length).toBe(50_000_000);
    expect(text.toString().length).toBeLessThan(1_100);
  });

  test("can be read in the middle", () => {
    const text = createBoundedText(20);
    text.push("a".repeat(30));
    text.toString();
    text.push("b".repeat(9));
    expect(text.toString()).toContain("b".repeat(9));
    expect(text.length).toBe(39);
  });
});
