import { AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { describe, expect, test } from "@jest/globals";
import { estimateTokens } from "../../../../../graphs/analyst/history/estimate-tokens.ts";
import { foldByRules } from "../../../../../graphs/analyst/history/summary/fold-by-rules.ts";
import { limitSections } from "../../../../../graphs/analyst/history/summary/limit-sections.ts";
import { readSummary } from "../../../../../graphs/analyst/history/summary/read-summary.ts";
import { NO_SECTIONS, Sections } from "../../../../../graphs/analyst/history/summary/summary.ts";
import { transcript } from "../../../../../graphs/analyst/history/summary/transcript.ts";
import { readTurn } from "../../../../../graphs/analyst/history/summary/turn-record.ts";
import type { Cell } from "../../../../../graphs/analyst/cell.ts";
import { sectionsText } from "../../../../../graphs/analyst/prompts/summary.ts";

const sections: Sections = {
  goal: ["Compare regions"],
  done: ["Sums by region"],
  findings: ["North 12 EUR", "South 10 EUR"],
  data: ["sales.csv, 344 rows"],
  open: ["Outliers"],
};

const cost = (limited: Sections) => estimateTokens(sectionsText(limited, "en"));
const line = (n: number) => `[${n}] What about ${n}? → It is ${n}. ${"And so on. ".repeat(20)}`;

describe("notes are read", () => {
  test.each(["en", "zh"] as const)("as they were asked for (%s)", (language) => {
    expect(readSummary(sectionsText(sections, language))).toEqual(sections);
  });

  test("with other marks, and without what stands around them", () => {
    const text = "Here are the notes.\n\n**Findings:**\n* North 12 EUR\n\n### Open\nOutliers\n";
    expect(readSummary(text)).toEqual({
      ...NO_SECTIONS,
      findings: ["North 12 EUR"],
      open: ["Outliers"],
    });
  });

  test.each(["", "North made 12 EUR.", "## Goal\n- Sales", "## Findings\n"])(
    "not at all without findings: %j",
    (text) => {
      expect(readSummary(text)).toBeUndefined();
    },
  );

  test("and fit the state however long they are", () => {
    const text = `## Findings\n${`- ${"x".repeat(9_000)}\n`.repeat(2_000)}`;
    expect(Sections.safeParse(readSummary(text)).success).toBe(true);
  });
});

describe("notes are limited", () => {
  test("not at all, while they fit", () => {
    expect(limitSections(sections, 1_000)).toEqual(sections);
  });

  test("by shortening their lines before the oldest go", () => {
    const findings = Array.from({ length: 40 }, (_, n) => line(n));
    const limited = limitSections({ ...sections, findings }, 1_500);
    expect(limited.findings).toHaveLength(40);
    expect(limited.findings[0]).toMatch(/^\[0\] What about 0\? → It is 0\..* …$/);
    expect(cost(limited)).toBeLessThan(1_600);
  });

  test("by dropping the oldest at last", () => {
    const findings = Array.from({ length: 2_000 }, (_, n) => line(n));
    const limited = limitSections({ ...sections, findings }, 1_500);
    expect(limited.findings.at(-1)).toContain("[1999]");
    expect(limited.findings.length).toBeGreaterThan(30);
    expect(cost(limited)).toBeLessThan(1_600);
    expect(Sections.safeParse(limited).success).toBe(true);
  });

  test("in each kind, so that none crowds out the findings", () => {
    const many = Array.from({ length: 500 }, (_, n) => line(n));
    const limited = limitSections(
      { goal: many, done: many, findings: many, data: many, open: many },
      1_500,
    );
    const findings = limited.findings.reduce((sum, text) => sum + estimateTokens(text), 0);
    expect(findings).toBeGreaterThan(1_500 * 0.5);
    expect(cost(limited)).toBeLessThan(1_600);
  });
});

const cell = (fields: Partial<Cell>): Cell => ({
  id: "c1",
  toolCallId: "a",
  title: "Sum by region",
  code: "print(1)",
  status: "ok",
  stdout: "",
  stderr: "",
  showedResults: false,
  artifacts: [],
  newFiles: ["sums.csv"],
  durationMs: 1,
  ...fields,
});

const asking = (id: string) =>
  new AIMessage({
    content: "",
    tool_calls: [
      { type: "tool_call", id, name: "execute_code", args: { title: "Sum", code: "print(1)" } },
    ],
  });

describe("without a model", () => {
  const turn = readTurn(
    [
      new HumanMessage("How much in North?"),
      asking("a"),
      new ToolMessage({ tool_call_id: "a", content: "12" }),
      asking("b"),
      new ToolMessage({ tool_call_id: "b", content: "boom", status: "error" }),
      new AIMessage("North made 12 EUR. Nothing else."),
    ],
    7,
    new Map([
      ["a", cell({})],
      ["b", cell({ id: "c2", title: "Plot", status: "error", newFiles: [] })],
    ]),
  );

  test("question, figures, cells and files of a turn are noted", () => {
    expect(foldByRules(undefined, [turn], "en")).toEqual({
      goal: ["How much in North?"],
      done: ["[7] c1 Sum by region; c2 Plot failed (error)"],
      findings: ["[7] How much in North? → North made 12 EUR."],
      data: ["[7] sums.csv"],
      open: [],
    });
  });

  test("what is known stays in front, and what is open is what is open now", () => {
    const unanswered = readTurn([new HumanMessage("销售额是多少？")], 8, new Map());
    const folded = foldByRules(sections, [turn, unanswered], "zh");
    expect(folded.findings).toEqual([
      ...sections.findings,
      "[7] How much in North? → North made 12 EUR.",
    ]);
    expect(folded.open).toEqual(["尚未回答：销售额是多少？"]);
  });

  test("of many goals the first and the newest stay", () => {
    const goals = ["a", "b", "c", "d", "e"];
    expect(foldByRules({ ...sections, goal: goals }, [turn], "en").goal).toEqual([
      "a",
      "d",
      "e",
      "How much in North?",
    ]);
  });

  test("a question back to the user is open", () => {
    const asks = readTurn(
      [new HumanMessage("Go"), new AIMessage("Which column do you mean?")],
      1,
      new Map(),
    );
    expect(foldByRules(undefined, [asks], "en").open).toEqual(["Which column do you mean?"]);
  });

  test("a transcript stays within its room, with question and answer of every turn", () => {
    const long = { ...turn, answer: `North made 12 EUR. ${"Then more. ".repeat(3_000)}` };
    const turns = Array.from({ length: 30 }, (_, n) => ({ ...long, number: n }));
    const text = transcript(turns, 4_000, "en");
    expect(estimateTokens(text)).toBeLessThan(4_200);
    expect(text.match(/^## \d+\. How much in North\?$/gm)).toHaveLength(30);
    expect(text.match(/^Answer: North made 12 EUR\./gm)).toHaveLength(30);
  });
});
