import { describe, expect, test } from "@jest/globals";
import { createAnalyst, poolOf } from "../../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../../helpers/scripted-model.ts";

const code = (source: string) => ({ name: "execute_code", args: { title: "Try", code: source } });

const fails = (name: string, value = "boom", cell?: string) => ({
  cell,
  error: { name, value, traceback: `Traceback\n${name}: ${value}` },
});

describe("failures are repaired", () => {
  test("a traceback goes to the model with the attempt, and the repaired cell is the answer's", async () => {
    const model = scriptedModel(
      { calls: [code("df['pric']")] },
      {
        calls: [code("print(df['price'].sum())")],
        expect: (messages) => {
          const reply = messages.at(-1)?.text ?? "";
          expect(reply).toContain("KeyError");
          expect(reply).toContain("Repair 1 of 3");
        },
      },
      { text: "The sum is 7." },
    );
    const sandbox = createScriptedSandbox([fails("KeyError", "'pric'"), { stdout: "7\n" }]);
    const { finished, of } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Sum");
    model.assertDone();
    expect(finished.stopReason).toBe("completed");
    expect(of("repair")).toMatchObject([{ cellId: "c1", attempt: 1, limit: 3 }]);
    expect(of("cell.finished").map(({ success }) => success)).toEqual([false, true]);
  });

  test("text on stderr of a cell that worked causes no retry", async () => {
    const model = scriptedModel({ calls: [code("model.fit(X, y)")] }, { text: "Accuracy 0.9." });
    const stderr = "[12:00:00] WARNING: xgboost/src/learner.cc: Parameters are not used\n";
    const sandbox = createScriptedSandbox([{ stdout: "0.9\n", stderr }]);
    const { finished, of } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Fit");
    model.assertDone();
    expect(of("repair")).toEqual([]);
    expect(finished).toMatchObject({ stopReason: "completed", usage: { cells: 1 } });
  });

  test("the third equal failure ends the run with an honest report", async () => {
    const again = { calls: [code("df['pric']")] };
    const model = scriptedModel(again, again, {
      ...again,
      expect: (messages: { text: string }[]) =>
        expect(messages.at(-1)?.text).toContain("take a different approach"),
    });
    const failure = fails("KeyError", "'pric'");
    const sandbox = createScriptedSandbox([failure, failure, failure]);
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Sum");
    model.assertDone();
    expect(finished.stopReason).toBe("repeated_failure");
    expect(finished.answer).toContain("KeyError");
  });

  test("different failures end when the repairs are used up", async () => {
    const model = scriptedModel(
      ...["a1()", "b2()", "c3()", "d4()"].map((source) => ({ calls: [code(source)] })),
    );
    const sandbox = createScriptedSandbox(
      ["NameError", "TypeError", "ValueError", "IndexError"].map((name) => fails(name, name)),
    );
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Sum");
    model.assertDone();
    expect(finished.stopReason).toBe("repairs_exhausted");
  });

  test("a missing file is answered with the files that are there", async () => {
    const model = scriptedModel(
      { calls: [code("pd.read_csv('sale.csv')")] },
      {
        text: "There is a file of another name.",
        expect: (messages) => expect(messages.at(-1)?.text).toContain("/home/user/sales.csv"),
      },
    );
    const sandbox = createScriptedSandbox([fails("FileNotFoundError", "sale.csv")], {
      "/home/user/sales.csv": "a\n1\n",
    });
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Read");
    model.assertDone();
    expect(finished.stopReason).toBe("completed");
  });

  test("a full disk is told as what it is", async () => {
    const model = scriptedModel(
      { calls: [code("open('big', 'w').write('x' * 10**9)")] },
      {
        text: "I wrote less.",
        expect: (messages) => expect(messages.at(-1)?.text).toContain("no room left for files"),
      },
    );
    const sandbox = createScriptedSandbox([fails("OSError", "[Errno 27] File too large")]);
    await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Write");
    model.assertDone();
  });

  test("output that the sandbox cut is a caveat, not harmless", async () => {
    const model = scriptedModel({ calls: [code("print('x' * 10**9)")] }, { text: "Much text." });
    const stderr = "\n[output cut: this cell sent more than 64 MB; the rest is dropped]\n";
    const sandbox = createScriptedSandbox([{ stdout: "xxx\n", stderr }]);
    const run = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Print");
    expect(run.of("caveat")).toMatchObject([{ kind: "output_cut" }]);
  });

  test("the calls after a failed one are closed, not run", async () => {
    const model = scriptedModel(
      { calls: [code("bad()"), code("print('never')")] },
      {
        text: "I stopped.",
        expect: (messages) => expect(messages.at(-1)?.text).toMatch(/Not run/),
      },
    );
    const sandbox = createScriptedSandbox([fails("NameError", "bad")]);
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Go");
    model.assertDone();
    sandbox.assertDone();
    expect(finished.usage.cells).toBe(1);
  });

  test("malformed arguments are answered and repaired", async () => {
    const model = scriptedModel(
      { calls: [{ name: "execute_code", args: '{"code": "print(1' }] },
      {
        calls: [code("print(1)")],
        expect: (messages) => expect(messages.at(-1)?.text).toMatch(/not valid JSON/),
      },
      { text: "It is 1." },
    );
    const sandbox = createScriptedSandbox([{ stdout: "1\n" }]);
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Go");
    model.assertDone();
    expect(finished.stopReason).toBe("completed");
  });

  test("a model that never sends valid arguments is not asked for ever", async () => {
    const torn = { calls: [{ name: "execute_code", args: "{" }] };
    const model = scriptedModel(torn, torn, torn, torn);
    const { finished } = await createAnalyst({ model, sandboxes: poolOf() }).ask("Go");
    model.assertDone();
    expect(finished.stopReason).toBe("repairs_exhausted");
  });

  test("a success in between sets the repairs back", async () => {
    const model = scriptedModel(
      { calls: [code("a()")] },
      { calls: [code("print(1)")] },
      { calls: [code("b()")] },
      { text: "Enough." },
    );
    const sandbox = createScriptedSandbox([
      fails("NameError", "a"),
      { stdout: "1\n" },
      fails("TypeError", "b"),
    ]);
    const run = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Go");
    expect(run.of("repair").map(({ attempt }) => attempt)).toEqual([1, 1]);
  });

  test("blocked code is not run and the allowed way is named", async () => {
    const model = scriptedModel(
      { calls: [code("import os\nos.system('ls')")] },
      {
        text: "Fine, without.",
        expect: (messages) => expect(messages.at(-1)?.text).toMatch(/os\.system/),
      },
    );
    const sandbox = createScriptedSandbox([]);
    const { of } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("List");
    model.assertDone();
    expect(of("cell.finished")).toMatchObject([{ outcome: "blocked", success: false }]);
  });
});
