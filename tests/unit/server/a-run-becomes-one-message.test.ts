import { describe, expect, test } from "@jest/globals";
import type { Artifact, RunEvent } from "../../../graphs/analyst/events.ts";
import { Composer, type Steps } from "../../../src/server/content/composer.ts";

const usage = { modelCalls: 2, inputTokens: 10, outputTokens: 5, cells: 1 };
const started = (question = "Which?", language: "en" | "zh" = "en"): RunEvent => ({
  type: "run.started",
  runId: "r",
  threadId: "t",
  question,
  language,
});
const prompt = { tokens: 1, budget: 2 } as never;
const usageEvent: RunEvent = { type: "usage", usage, prompt };
const chart: Artifact = {
  id: "f1",
  name: "c1-1.png",
  mime: "image/png",
  size: 10,
  sha256: "0",
  url: "/store/c1-1.png",
  cellId: "c1",
  kind: "chart",
};
const table: Artifact = {
  ...chart,
  id: "f2",
  name: "out.csv",
  mime: "text/csv",
  kind: "file",
  size: 2048,
};
const said = (text: string): RunEvent[] => [
  ...(text.match(/[^]{1,5}/gu) ?? []).map((part): RunEvent => ({ type: "text.delta", text: part })),
  usageEvent,
];
const cell = (
  output: string,
  more: Partial<Extract<RunEvent, { type: "cell.finished" }>> = {},
): RunEvent[] => [
  { type: "cell.started", cellId: "c1", title: "Sum the sales", code: "print(total)" },
  { type: "cell.stdout", cellId: "c1", text: output },
  ...(more.success === false ? [] : [{ type: "artifact", artifact: chart } as const]),
  { type: "cell.finished", cellId: "c1", success: true, outcome: "ok", durationMs: 5, ...more },
];
const finished = (
  answer: string,
  more: Partial<Extract<RunEvent, { type: "run.finished" }>> = {},
): RunEvent => ({
  type: "run.finished",
  stopReason: "completed",
  answer,
  artifacts: [],
  caveats: [],
  usage,
  durationMs: 10,
  ...more,
});

function compose(
  events: RunEvent[],
  steps: Steps = "full",
  notes: { en: string; zh: string }[] = [],
) {
  const composer = new Composer({
    steps,
    notes,
    link: ({ id, name }) => `https://a.example/d/${id}/${name}`,
  });
  const pieces = events.flatMap((event) => composer.event(event));
  const of = (kind: string) =>
    pieces
      .filter((piece) => piece.kind === kind)
      .map(({ text }) => text)
      .join("");
  expect(of("content")).toBe(composer.content);
  return { content: composer.content, reasoning: of("reasoning"), pieces };
}

const analysis: RunEvent[] = [
  started(),
  ...said("1. Sum\n2. Report"),
  { type: "plan", steps: ["Sum", "Report"] },
  ...cell("42\n"),
  ...said("The sum is 42, see ![the chart](c1-1.png)."),
  finished("The sum is 42, see ![the chart](c1-1.png).", {
    artifacts: [chart, table],
    caveats: ["Two rows had no value."],
  }),
];

describe("a run becomes one message", () => {
  test("with all steps: plan, cell, output, chart, answer, files and caveats in the order in which they happen", () => {
    expect(compose(analysis).content).toBe(
      [
        "1. Sum\n2. Report",
        "**Sum the sales**",
        "```python\nprint(total)\n```",
        "```text\n42\n```",
        "![c1-1.png](https://a.example/d/f1/c1-1.png)",
        "The sum is 42, see [the chart](https://a.example/d/f1/c1-1.png).",
        "**Files**",
        "- [out.csv](https://a.example/d/f2/out.csv) (2.0 KB)",
        "**Please note**",
        "- Two rows had no value.",
      ].join("\n\n"),
    );
  });

  test("the answer streams as the model writes it", () => {
    const { pieces } = compose([started(), ...said("One two three"), finished("One two three")]);
    expect(pieces.map(({ text }) => text)).toEqual(["One t", "wo th", "ree"]);
  });

  test("live output is told beside, bounded", () => {
    const { reasoning } = compose([started(), ...cell("x".repeat(100_000)), finished("Done.")]);
    expect(reasoning).toHaveLength(20_000);
  });

  test("brief: plan and a line per cell, no code and no output, each chart once", () => {
    const { content } = compose(analysis, "brief");
    expect(content).toContain("**Plan**\n\n1. Sum\n2. Report\n\n*Sum the sales*");
    expect(content).not.toMatch(/print|```/);
    expect(content.match(/!\[/g)).toHaveLength(1);
    expect(content).toContain("The sum is 42");
  });

  test("none: the answer with its files, the chart where the answer has it", () => {
    expect(compose(analysis, "none").content).toBe(
      [
        "The sum is 42, see ![the chart](https://a.example/d/f1/c1-1.png).",
        "**Files**",
        "- [out.csv](https://a.example/d/f2/out.csv) (2.0 KB)",
        "**Please note**",
        "- Two rows had no value.",
      ].join("\n\n"),
    );
  });

  test.each(["full", "brief", "none"] as const)(
    "%s: a chart that nobody mentioned is shown once",
    (steps) => {
      const events = [
        started(),
        ...cell("1\n"),
        ...said("Done."),
        finished("Done.", { artifacts: [chart] }),
      ];
      expect(compose(events, steps).content.match(/!\[c1-1\.png\]/g)).toHaveLength(1);
    },
  );

  test("a link to a file that is stored at the end only is its label, and the file is listed", () => {
    const { content } = compose([
      started(),
      ...said("See [the table](sandbox:/home/user/out.csv)."),
      finished("See [the table](sandbox:/home/user/out.csv).", { artifacts: [table] }),
    ]);
    expect(content).toContain("See the table.");
    expect(content).toContain("- [out.csv](https://a.example/d/f2/out.csv)");
    expect(content).not.toContain("sandbox:");
  });

  test("a failure, its repair and a report are told", () => {
    const { content } = compose([
      started("哪个？", "zh"),
      ...cell("", {
        success: false,
        outcome: "user_error",
        error: "NameError: name 'a_b' is not defined",
      }),
      { type: "repair", cellId: "c1", attempt: 1, limit: 3, reason: "NameError" },
      finished("未能完成。", { stopReason: "repairs_exhausted" }),
    ]);
    expect(content).toContain("✗ NameError: name 'a\\_b' is not defined");
    expect(content).toContain("*第 1/3 次修复*");
    expect(content.endsWith("未能完成。")).toBe(true);
  });

  test("an error without any work is left to the client, its partial text stays", () => {
    const error = { code: "model_unreachable", message: "The model broke off.", retryable: true };
    const end = finished("Half an\n\nThe model did not answer. The model broke off.", {
      stopReason: "model_unavailable",
      error,
      usage: { ...usage, cells: 0 },
    });
    for (const steps of ["full", "none"] as const)
      expect(compose([started(), ...said("Half an"), end], steps).content).toBe("Half an");
    expect(compose([started(), end]).content).toBe("");
  });

  test("output cannot leave its fence, and is cut in the middle", () => {
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at}`).join("\n");
    const { content } = compose([
      started(),
      ...cell(`\`\`\`\n# no heading\u001b[31m\n${lines}\n`),
      finished("Done."),
    ]);
    expect(content).toContain("````text\n```\n# no heading\n");
    expect(content).toMatch(/… \d+ more lines …/);
    expect(content).toContain("line 499\n````");
    expect(content.length).toBeLessThan(2_000);
  });

  test("notes come in the language of the question", () => {
    const notes = [{ en: "Only text arrived.", zh: "只收到文字。" }];
    expect(
      compose([started("问", "zh"), ...said("好"), finished("好")], "full", notes).content,
    ).toBe("好\n\n**请注意**\n\n- 只收到文字。");
  });

  test("text that was sent back and the answer after it are two paragraphs", () => {
    const { content } = compose([
      started(),
      ...said("I will do it."),
      ...said("It is 1.5."),
      finished("It is 1.5."),
    ]);
    expect(content).toBe("I will do it.\n\nIt is 1.5.");
  });
});
