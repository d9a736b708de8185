import { describe, expect, it } from "@jest/globals";
import type { Artifact, RunEvent } from "../../../graphs/analyst/events.ts";
import { renderMarkdown } from "../../../src/cli/render/markdown.ts";
import { RunView } from "../../../src/cli/render/run-view.ts";
import { createStyle } from "../../../src/cli/render/style.ts";
import type { Language } from "../../../tools/words.ts";

const SAVED = new Map([["a1", "out/sales.png"]]);

const artifact: Artifact = {
  id: "a1",
  name: "sales.png",
  mime: "image/png",
  size: 2048,
  sha256: "0",
  url: "file:///store/a1",
  cellId: "c1",
  kind: "chart",
};

const usage = { modelCalls: 3, inputTokens: 1200, outputTokens: 340, cells: 1 };
const used = (fields: Partial<Extract<RunEvent, { type: "usage" }>["prompt"]> = {}): RunEvent => ({
  type: "usage",
  usage,
  prompt: {
    tokens: 900,
    budget: 128_000,
    summarisedTurns: 0,
    leftOutTurns: 0,
    shortened: 0,
    wasTooLong: false,
    ...fields,
  },
});
const started = (language: Language = "en"): RunEvent => ({
  type: "run.started",
  runId: "r",
  threadId: "t9",
  question: "?",
  language,
});
const cellStarted: RunEvent = {
  type: "cell.started",
  cellId: "c1",
  title: "Sum by region",
  code: "print(1)",
};
type CellFinished = Extract<RunEvent, { type: "cell.finished" }>;
const cellFinished = (fields: Partial<CellFinished> = {}): RunEvent => ({
  type: "cell.finished",
  cellId: "c1",
  success: true,
  outcome: "ok",
  durationMs: 800,
  ...fields,
});
const stdout = (text: string): RunEvent => ({ type: "cell.stdout", cellId: "c1", text });
const stderr = (text: string): RunEvent => ({ type: "cell.stderr", cellId: "c1", text });
const delta = (text: string): RunEvent => ({ type: "text.delta", text });
type Finished = Extract<RunEvent, { type: "run.finished" }>;
const finished = (fields: Partial<Finished> = {}): RunEvent => ({
  type: "run.finished",
  stopReason: "completed",
  answer: "42.",
  artifacts: [],
  caveats: [],
  usage,
  durationMs: 12_345,
  ...fields,
});

function show(language: Language = "en") {
  let now = 0;
  const printed: string[] = [];
  let live: readonly string[] = [];
  const style = createStyle(false);
  const view = new RunView({
    screen: {
      width: 60,
      print: (lines) => void printed.push(...lines),
      live: (lines) => void (live = lines),
      close: () => void (live = []),
    },
    style,
    language,
    markdown: (text, width) => renderMarkdown(text, { width, style, language }),
    lines: { code: 3, stdout: { head: 2, tail: 1 }, stderr: { head: 0, tail: 2 } },
    now: () => now,
  });
  return {
    view,
    printed,
    play: (...events: RunEvent[]) => events.forEach((event) => view.event(event, SAVED)),
    live: () => live,
    after: (ms: number) => {
      now += ms;
      view.tick();
    },
  };
}

describe("a cell", () => {
  it("is shown with title, code, output and how it ended", () => {
    const { play, printed } = show();
    play(started(), cellStarted, stdout("North 12\n"), cellFinished());
    expect(printed).toEqual(["● c1  Sum by region", "  │ print(1)", "  North 12", "  ✓ 0.8 s"]);
  });

  it("shows long code and output in part, and says how much is left out", () => {
    const { play, printed } = show();
    play(cellStarted);
    play({ ...cellStarted, code: "a\nb\nc\nd\ne" }, stdout("1\n2\n3\n4\n5\n"), cellFinished());
    expect(printed.slice(3)).toEqual([
      "● c1  Sum by region",
      "  │ a",
      "  │ b",
      "  │ c",
      "  │ … 2 more lines",
      "  1",
      "  2",
      "  … 2 more lines",
      "  5",
      "  ✓ 0.8 s",
    ]);
  });

  it("shows the value of its last expression, and no word about a picture", () => {
    const { play, printed } = show();
    const result = { type: "cell.result", cellId: "c1", isMain: true } as const;
    play(cellStarted, { ...result, text: "   a\n0  1", formats: ["text", "html"] });
    play({ ...result, text: "<Figure size 640x480>", formats: ["text", "image/png"] });
    play(cellFinished());
    expect(printed.slice(2)).toEqual(["     a", "  0  1", "  ✓ 0.8 s"]);
  });

  it("keeps quiet about stderr of a cell that worked", () => {
    const { play, printed, live, after } = show();
    play(cellStarted, stderr("FutureWarning: x\n 40%|##"));
    after(100);
    expect(live().join("\n")).toContain("40%|##");
    play(cellFinished({ outcome: "benign_warning" }));
    expect(printed.join("\n")).not.toContain("FutureWarning");
    expect(live().join("\n")).not.toContain("40%");
  });

  it("marks stderr where it matters, and the failure", () => {
    const { play, printed } = show();
    play(cellStarted, stderr("bad column\n"));
    play(cellFinished({ success: false, outcome: "user_error", error: "KeyError: 'x'" }));
    play({ type: "repair", cellId: "c1", attempt: 1, limit: 3, reason: "KeyError: 'x'" });
    expect(printed.slice(2)).toEqual([
      "  ! bad column",
      "  ✗ KeyError: 'x' 0.8 s",
      "  ↻ Repair 1 of 3",
    ]);
  });

  it("lists a file it made after its output, by the path of the copy", () => {
    const { play, printed } = show();
    play(cellStarted, { type: "artifact", artifact }, stdout("x\n"), cellFinished());
    expect(printed.slice(2)).toEqual(["  x", "  ✓ 0.8 s", "  ↳ out/sales.png (2.0 KB)"]);
  });

  it("makes hostile titles, code and output harmless", () => {
    const { play, printed } = show();
    play({ type: "cell.started", cellId: "\u001B[2J", title: "a\u0007\nb", code: "x\u001B[1m\r" });
    play(stdout("\u001B]0;t\u0007ok\u202E\n"), cellFinished({ error: "\u001B[31mE\u001B[0m" }));
    // eslint-disable-next-line no-control-regex
    expect(printed.join("\n")).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
    expect(printed).toContain("  ok");
  });
});

describe("the model's words", () => {
  it("are drawn while they grow and printed once they are a remark", () => {
    const { play, printed, live, after } = show();
    play(started(), delta("First I look "), delta("at the file."));
    after(100);
    expect(printed).toEqual([]);
    expect(live().join("\n")).toContain("First I look at the file.");
    play(used(), cellStarted);
    expect(printed.slice(0, 3)).toEqual(["First I look at the file.", "", "● c1  Sum by region"]);
  });

  it("are printed once when they are the answer", () => {
    const { play, printed } = show();
    play(started(), delta("The **answer**."), used());
    play(finished({ answer: "The **answer**." }));
    expect(printed.filter((line) => line.includes("answer"))).toEqual(["The answer."]);
  });

  it("are kept apart when the first was sent back", () => {
    const { play, printed } = show();
    play(started(), delta("I will now count."), used());
    play(delta("It is 42."), used(), finished({ answer: "It is 42." }));
    expect(printed.slice(0, 5)).toEqual(["I will now count.", "", "─".repeat(40), "", "It is 42."]);
  });

  it("become a list when they are the plan, said once", () => {
    const { play, printed } = show();
    play(started(), delta("My plan:\n1. Read\n2. Sum"), { type: "plan", steps: ["Read", "Sum"] });
    expect(printed).toEqual(["● Plan", "  1  Read", "  2  Sum"]);
  });
});

describe("the end of a run", () => {
  it("tells which questions the model saw only in short", () => {
    const { play, printed } = show();
    play(started(), used({ summarisedTurns: 12, leftOutTurns: 1 }), finished());
    expect(printed.join(" ")).toContain(
      "tokens · 12 earlier questions as a summary · 1 earlier question left out",
    );
  });

  it("tells it in Chinese too", () => {
    const { play, printed } = show("zh");
    play(started("zh"), used({ summarisedTurns: 12 }), finished());
    expect(printed.join("")).toContain("较早的 12 个问题以摘要代替");
  });

  it("lists answer, caveats, files and what it took", () => {
    const { play, printed } = show();
    play(
      started(),
      finished({
        answer: "See ![chart](file:///store/a1).",
        artifacts: [artifact],
        caveats: ["Column 3 is mixed."],
      }),
    );
    expect(printed).toEqual([
      "See [picture: chart → out/sales.png].",
      "",
      "Please note",
      "  ! Column 3 is mixed.",
      "",
      "Files",
      "  out/sales.png  chart, 2.0 KB",
      "",
      "✓ Done · 12 s · 1 cell · 3 model calls · 1,200 + 340 tokens",
      '  Go on with: e2b-analyst ask "…" --thread t9',
    ]);
  });

  it("says why a run stopped, and the error that the answer does not tell", () => {
    const { play, printed } = show();
    const error = { code: "model_auth", message: "The key was refused.", retryable: false };
    play(started(), finished({ stopReason: "model_unavailable", answer: "", error }));
    expect(printed.slice(0, 2)).toEqual([
      "The key was refused.",
      "■ Stopped: the model does not answer · 12 s · 1 cell · 3",
    ]);
  });

  it("speaks Chinese with who asks in Chinese", () => {
    const { play, printed } = show("zh");
    play(started("zh"), cellStarted, cellFinished({ outcome: "data_caveat" }));
    play(finished({ stopReason: "step_limit", artifacts: [artifact] }));
    const text = printed.join("\n");
    expect(text).toContain("已完成，但请留意");
    expect(text).toContain("已停止：单元数用完");
    expect(text).toContain("文件");
    expect(text).toContain("继续对话");
  });
});

describe("the line that moves", () => {
  it("tells what goes on and for how long", () => {
    const { play, live, after } = show();
    play(started());
    after(1500);
    expect(live().at(-1)).toMatch(/^. Thinking · 1\.5 s$/);
    play(cellStarted);
    after(65_000);
    expect(live().at(-1)).toMatch(/^. Running c1 · 1 min 05 s · Ctrl-C interrupts$/);
  });

  it("says that the interrupt was heard", () => {
    const { play, view, live } = show();
    play(started(), cellStarted);
    view.stopping();
    expect(live().at(-1)).toContain("Stopping. Ctrl-C again quits");
  });

  it("counts on while this machine is set up", () => {
    const { view, live, after } = show();
    view.status("1/3 packages");
    after(2000);
    view.status("2/3 font");
    expect(live().at(-1)).toMatch(/^. 2\/3 font · 2\.0 s$/);
  });

  it("is gone at the end", () => {
    const { play, live } = show();
    play(started(), cellStarted, cellFinished(), finished());
    expect(live()).toEqual([]);
  });

  it("mentions a sandbox that was lost, not one that is simply there", () => {
    const { play, printed } = show();
    play({ type: "sandbox", status: "creating" }, { type: "sandbox", status: "created" });
    expect(printed).toEqual([]);
    play({ type: "sandbox", status: "recovering" });
    expect(printed).toEqual(["The sandbox is gone; restoring it"]);
  });

  it("counts the cells that are run again, and names those that are not back", () => {
    const { play, printed, live } = show();
    const lost = "variables";
    play(started(), { type: "sandbox", status: "recovering", lost });
    play({ type: "sandbox", status: "replaying", lost, cells: { done: 1, of: 3 } });
    expect(live().at(-1)).toContain("Running earlier cells again (2/3)");
    play({ type: "sandbox", status: "replayed", lost, cells: { done: 2, of: 3 }, note: "c2" });
    expect(printed.filter(Boolean)).toEqual([
      "Python was started anew; bringing variables back",
      "Variables brought back (2 of 3 cells, without c2)",
    ]);
  });
});

it("shows what a dataset is", () => {
  const { play, printed } = show();
  const table = {
    name: "Sheet1",
    rows: 1234,
    sampled: false,
    totalRows: [],
    head: "",
    notes: [],
    columns: [],
  };
  const profile = {
    path: "/home/user/a.xlsx",
    format: "xlsx",
    size: 4096,
    readHint: "",
    notes: [],
    tables: [table, { ...table, name: "Sheet2", rows: 5, sampled: true }],
  };
  play({ type: "dataset.profiled", name: "a.xlsx", path: profile.path, profile });
  expect(printed).toEqual([
    "● a.xlsx",
    "  Sheet1: 1,234 rows × 0 columns",
    "  Sheet2: ≥ 5 rows × 0 columns",
    "  xlsx, 4.0 KB",
  ]);
});
