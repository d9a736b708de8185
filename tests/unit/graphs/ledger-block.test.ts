import { describe, expect, test } from "@jest/globals";
import { estimateTokens } from "../../../graphs/analyst/history/estimate-tokens.ts";
import { ledgerBlock } from "../../../graphs/analyst/prompts/ledger.ts";
import type { Cell } from "../../../graphs/analyst/cell.ts";

const artifact = (name: string) => ({
  id: name,
  name,
  mime: "image/png",
  size: 1,
  sha256: "0",
  url: "",
  cellId: "c1",
  kind: "chart" as const,
});

const cell = (n: number, fields: Partial<Cell> = {}): Cell => ({
  id: `c${n}`,
  toolCallId: `t${n}`,
  title: `Work ${n}`,
  code: "print(1)",
  status: "ok",
  stdout: "",
  stderr: "",
  showedResults: false,
  artifacts: [],
  newFiles: [],
  durationMs: 1,
  ...fields,
});

describe("the ledger in the prompt", () => {
  test("is not there before there is one", () => {
    expect(ledgerBlock([], 1_000)).toBeUndefined();
  });

  test("has one line per cell: id, state, title, files", () => {
    const block = ledgerBlock(
      [
        cell(1, { artifacts: ["a", "b", "c", "d", "e", "f"].map(artifact) }),
        cell(2, { status: "error", error: { name: "KeyError", value: "x", traceback: "" } }),
      ],
      1_000,
    );
    expect(block?.split("\n").slice(1)).toEqual([
      "- c1 ok: Work 1 → a, b, c, d and 2 more",
      "- c2 failed (KeyError): Work 2",
    ]);
  });

  test("of a long thread shows the newest that it has room for", () => {
    const cells = Array.from({ length: 1_000 }, (_, n) => cell(n, { title: "长标题".repeat(160) }));
    const block = ledgerBlock(cells, 1_000) ?? "";
    expect(estimateTokens(block)).toBeLessThanOrEqual(1_000);
    expect(block).toMatch(/\n\(\d{3} older ones left out\)\n/);
    expect(block).toContain("- c999 ok: 长标题");
  });
});
