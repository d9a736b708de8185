import { describe, expect, it } from "@jest/globals";
import { OutputLines } from "../../../src/cli/text/output-lines.ts";
import { OutputWindow } from "../../../src/cli/text/output-window.ts";

function linesOf(...chunks: string[]): string[] {
  const lines: string[] = [];
  const output = new OutputLines();
  for (const chunk of chunks) output.push(chunk, (line) => lines.push(line));
  output.end((line) => lines.push(line));
  return lines;
}

describe("lines of printed text", () => {
  it.each([
    ["whole lines", ["a\nb\n"], ["a", "b"]],
    ["a line in pieces", ["a", "b", "c\nd"], ["abc", "d"]],
    ["blank lines", ["a\n\nb\n"], ["a", "", "b"]],
    ["Windows line ends, also cut in two", ["a\r\nb\r", "\nc"], ["a", "b", "c"]],
    ["a progress bar", [" 10%|#", "\r 50%|##", "\r100%|###\n"], ["100%|###"]],
    ["a bar that returns after each state", ["10%\r", "50%\r", "done\n"], ["done"]],
    ["a bar that ends with a return", ["10%\r99%\r"], ["99%"]],
    ["several returns in one piece", ["1\r2\r3\r"], ["3"]],
    ["an escape cut in two", ["\u001B[3", "1mred\u001B", "[0m\n"], ["red"]],
  ])("%s", (_what, chunks, lines) => {
    expect(linesOf(...chunks)).toEqual(lines);
  });

  it("keeps no more than a terminal's worth of an endless line", () => {
    const chunks = Array.from({ length: 100 }, () => "x".repeat(10_000));
    expect(linesOf(...chunks)[0]?.length).toBe(4096);
  });
});

describe("the window on a cell's output", () => {
  it("shows short output at once and whole", () => {
    const window = new OutputWindow({ head: 3, tail: 2 });
    expect(window.push("1\n2\n")).toEqual(["1", "2"]);
    expect(window.push("3\n4\n5\n")).toEqual(["3"]);
    expect(window.end()).toEqual({ hidden: 0, lines: ["4", "5"] });
  });

  it("counts what lies between head and tail", () => {
    const window = new OutputWindow({ head: 2, tail: 2 });
    const text = Array.from({ length: 10_000 }, (_, at) => `${at + 1}\n`).join("");
    expect(window.push(text)).toEqual(["1", "2"]);
    expect(window.latest).toEqual(["9999", "10000"]);
    expect(window.end()).toEqual({ hidden: 9996, lines: ["9999", "10000"] });
  });

  it("shows the open line while it grows", () => {
    const window = new OutputWindow({ head: 0, tail: 3 });
    window.push("done\n 40%");
    expect(window.latest).toEqual(["done", " 40%"]);
    window.push("\r 80%");
    expect(window.latest).toEqual(["done", " 80%"]);
  });

  it("gives out a last line without a line end", () => {
    const window = new OutputWindow({ head: 5, tail: 2 });
    window.push("no newline");
    expect(window.end()).toEqual({ hidden: 0, lines: ["no newline"] });
  });
});
