import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { codeCall, startRealAnalyst, type RealAnalyst } from "./real-analyst.ts";

let analyst: RealAnalyst;

beforeAll(async () => {
  analyst = await startRealAnalyst();
});
afterAll(() => analyst.close());

describe("whole runs over a real model client and real kernels", () => {
  test("a file is profiled before the plan, and the answer comes after one cell", async () => {
    const { mock } = analyst;
    mock.on(
      { userMessage: "total sales", hasToolResult: false },
      {
        content: "1. Sum the sales\n2. Report",
        toolCalls: [
          codeCall(
            "s1",
            "import pandas as pd\ndf = pd.read_csv('sales.csv')\nprint(df['sales'].sum())",
            1,
          ),
        ],
      },
    );
    mock.on({ toolCallId: "s1" }, { content: "The total is 60." });
    const path = await analyst.file("sales.csv", "region,sales\nnorth,10\nsouth,20\neast,30\n");
    const run = await analyst.ask("What are the total sales?", { files: [path] });
    expect(run.finished).toMatchObject({ stopReason: "completed", answer: "The total is 60." });
    const [profiled] = run.of("dataset.profiled");
    expect(profiled?.profile.tables[0]?.columns.map(({ name }) => name)).toEqual([
      "region",
      "sales",
    ]);
    expect(
      run
        .of("cell.stdout")
        .map(({ text }) => text)
        .join(""),
    ).toBe("60\n");
    const order = run.events.map(({ type }) => type);
    expect(order.indexOf("dataset.profiled")).toBeLessThan(order.indexOf("plan"));
    const sent = JSON.stringify(mock.getRequests()[0]?.body);
    expect(sent).toContain("north");
  });

  test("a traceback is repaired", async () => {
    const { mock } = analyst;
    mock.on(
      { userMessage: "repair", hasToolResult: false },
      { toolCalls: [codeCall("r1", "print(undefined_name)")] },
    );
    mock.on({ toolCallId: "r1" }, { toolCalls: [codeCall("r2", "print('repaired')")] });
    mock.on({ toolCallId: "r2" }, { content: "It works." });
    const run = await analyst.ask("Please repair");
    expect(run.finished).toMatchObject({ stopReason: "completed", usage: { cells: 2 } });
    expect(run.of("cell.finished")).toMatchObject([
      { success: false, outcome: "user_error" },
      { success: true, outcome: "ok" },
    ]);
    expect(JSON.stringify(mock.getLastRequest()?.body)).toContain("NameError");
  });

  test("noise on stderr of a cell that worked is no reason to try again", async () => {
    const { mock } = analyst;
    const noisy = [
      "import sys, warnings",
      "warnings.warn('use_label_encoder is deprecated', UserWarning)",
      "print('[0]\\tvalidation-logloss:0.65', file=sys.stderr)",
      "print('  5%|▌         | 1/20 [00:00<00:03, 5.2it/s]', file=sys.stderr)",
      "print('accuracy 0.93')",
    ].join("\n");
    mock.on({ userMessage: "noise", hasToolResult: false }, { toolCalls: [codeCall("n1", noisy)] });
    mock.on({ toolCallId: "n1" }, { content: "The accuracy is 0.93." });
    const run = await analyst.ask("Train with noise");
    expect(run.finished).toMatchObject({ stopReason: "completed", usage: { cells: 1 } });
    expect(run.of("repair")).toEqual([]);
    expect(run.of("cell.stderr").length).toBeGreaterThan(0);
  });

  test("three equal failures end the run", async () => {
    const { mock } = analyst;
    const broken = "{}['missing']";
    mock.on(
      { userMessage: "again", hasToolResult: false },
      { toolCalls: [codeCall("t1", broken)] },
    );
    mock.on({ toolCallId: "t1" }, { toolCalls: [codeCall("t2", `${broken}  # once more`)] });
    mock.on({ toolCallId: "t2" }, { toolCalls: [codeCall("t3", `# third\n${broken}`)] });
    const run = await analyst.ask("Try again and again");
    expect(run.finished).toMatchObject({ stopReason: "repeated_failure", usage: { cells: 3 } });
    expect(run.finished.answer).toContain("KeyError");
  });

  test("failures that alternate end the run as well", async () => {
    const { mock } = analyst;
    const [a, b] = ["int('x')", "[][1]"];
    mock.on({ userMessage: "alternate", hasToolResult: false }, { toolCalls: [codeCall("a1", a)] });
    mock.on({ toolCallId: "a1" }, { toolCalls: [codeCall("a2", b)] });
    mock.on({ toolCallId: "a2" }, { toolCalls: [codeCall("a3", a)] });
    mock.on({ toolCallId: "a3" }, { toolCalls: [codeCall("a4", b)] });
    const run = await analyst.ask("Please alternate");
    expect(run.finished.stopReason).toBe("repeated_failure");
    expect(run.finished.usage.cells).toBeLessThanOrEqual(4);
  });

  test("a plain question costs exactly one request", async () => {
    const { mock } = analyst;
    mock.on(
      { userMessage: "standard deviation", hasToolResult: false },
      { content: "It measures spread." },
    );
    const before = mock.getRequests().length;
    const run = await analyst.ask("What is a standard deviation?");
    expect(run.finished).toMatchObject({ stopReason: "completed", usage: { modelCalls: 1 } });
    expect(mock.getRequests().length - before).toBe(1);
    expect(run.of("sandbox")).toEqual([]);
  });

  test("a promise without action is sent back once", async () => {
    const { mock } = analyst;
    mock.on(
      { userMessage: "mean of two", hasToolResult: false },
      { content: "I will now compute the mean." },
    );
    mock.on(
      { userMessage: "Nothing was run", hasToolResult: false },
      { toolCalls: [codeCall("p1", "print((1 + 2) / 2)")] },
    );
    mock.on({ toolCallId: "p1" }, { content: "The mean is 1.5." });
    const run = await analyst.ask("What is the mean of two numbers, 1 and 2?");
    expect(run.finished).toMatchObject({ stopReason: "completed", answer: "The mean is 1.5." });
  });

  test("malformed arguments are repaired", async () => {
    const { mock } = analyst;
    mock.on(
      { userMessage: "malformed", hasToolResult: false },
      { toolCalls: [{ id: "m1", name: "execute_code", arguments: '{"code": "print(1' }] },
    );
    mock.on({ toolCallId: "m1" }, { toolCalls: [codeCall("m2", "print('fine')")] });
    mock.on({ toolCallId: "m2" }, { content: "Fine." });
    const run = await analyst.ask("Send malformed arguments");
    expect(run.finished).toMatchObject({ stopReason: "completed", usage: { cells: 1 } });
  });

  test("a provider that fails half-way loses nothing and the thread goes on", async () => {
    const { mock } = analyst;
    const threadId = "half-way";
    mock.on(
      { userMessage: "half-way", hasToolResult: false },
      { toolCalls: [codeCall("h1", "kept = 41\nprint(kept)")] },
    );
    mock.on(
      { toolCallId: "h1" },
      { error: { message: "upstream broke", type: "server_error" }, status: 500 },
    );
    const broken = await analyst.ask("Go half-way", { threadId });
    expect(broken.finished).toMatchObject({ stopReason: "model_unavailable" });
    expect(broken.finished.answer).toContain("41");
    mock.on(
      { userMessage: "go on", hasToolResult: false },
      { toolCalls: [codeCall("h2", "print(kept + 1)")] },
    );
    mock.on({ toolCallId: "h2" }, { content: "It is 42." });
    const next = await analyst.ask("Please go on", { threadId });
    expect(next.finished.answer).toBe("It is 42.");
    expect(
      next
        .of("cell.stdout")
        .map(({ text }) => text)
        .join(""),
    ).toBe("42\n");
  });

  test("a cancel in the middle of a cell keeps variables and thread", async () => {
    const { mock } = analyst;
    const threadId = "cancel";
    const stop = new AbortController();
    const loop = "kept = 'still here'\nprint('started', flush=True)\nwhile True: pass";
    mock.on({ userMessage: "loop", hasToolResult: false }, { toolCalls: [codeCall("l1", loop)] });
    const run = await analyst.ask("Please loop", {
      threadId,
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === "cell.stdout") stop.abort();
      },
    });
    expect(run.finished).toMatchObject({ stopReason: "cancelled", error: undefined });
    mock.on(
      { userMessage: "what was kept", hasToolResult: false },
      { toolCalls: [codeCall("l2", "print(kept)")] },
    );
    mock.on({ toolCallId: "l2" }, { content: "It was kept." });
    const next = await analyst.ask("And what was kept?", { threadId });
    expect(
      next
        .of("cell.stdout")
        .map(({ text }) => text)
        .join(""),
    ).toBe("still here\n");
    expect(next.of("sandbox").map(({ status }) => status)).toContain("reused");
  });

  test("a sandbox killed in the middle of a cell is recovered with its variables and files", async () => {
    const { mock, server } = analyst;
    const path = await analyst.file("numbers.csv", "n\n1\n2\n");
    const load = "import pandas as pd\ndf = pd.read_csv('numbers.csv')\nprint(len(df))";
    const slow = "import time\nprint('running', flush=True)\ntime.sleep(3)\nprint(df['n'].sum())";
    mock.on({ userMessage: "kill", hasToolResult: false }, { toolCalls: [codeCall("k1", load)] });
    mock.on({ toolCallId: "k1" }, { toolCalls: [codeCall("k2", slow)] });
    mock.on({ toolCallId: "k2" }, { content: "The sum is 3." });
    const killer = server.newPool();
    let sandboxId = "";
    let killed: Promise<boolean> | undefined;
    const run = await analyst.ask("Please kill the sandbox", {
      files: [path],
      onEvent: (event) => {
        if (event.type === "sandbox") sandboxId = event.sandboxId ?? sandboxId;
        if (event.type === "cell.stdout" && event.text.includes("running")) {
          killed ??= killer.kill(sandboxId);
        }
      },
    });
    expect(await killed).toBe(true);
    expect(run.finished).toMatchObject({ stopReason: "completed", usage: { cells: 2 } });
    expect(run.of("sandbox").map(({ status }) => status)).toEqual(
      expect.arrayContaining(["recovering", "replayed"]),
    );
    expect(run.of("cell.stdout").at(-1)?.text).toContain("3");
    expect(run.of("repair")).toEqual([]);
  });
});
