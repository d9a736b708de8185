import { describe, expect, test } from "@jest/globals";
import { AnalystError } from "../../../../tools/errors.ts";
import { createAnalyst, poolOf } from "../../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../../helpers/scripted-model.ts";

const code = (source: string, step?: number) => ({
  name: "execute_code",
  args: { title: "Work", code: source, step },
});

const lost = () => new AnalystError("sandbox_lost", { en: "gone", zh: "没了" });

describe("when a run ends", () => {
  test("a promise without action is sent back once, in the user's language", async () => {
    const promise = "好的，接下来我将读取数据并计算平均值。";
    const model = scriptedModel(
      { text: promise },
      {
        text: promise,
        expect: (messages) => expect(messages.at(-1)?.text).toMatch(/没有调用工具/),
      },
    );
    const { finished } = await createAnalyst({ model, sandboxes: poolOf() }).ask("计算平均值");
    model.assertDone();
    expect(finished).toMatchObject({ stopReason: "completed", usage: { modelCalls: 2 } });
  });

  test("an empty reply is sent back as well", async () => {
    const model = scriptedModel({ text: "" }, { text: "Here it is." });
    const { finished } = await createAnalyst({ model, sandboxes: poolOf() }).ask("Go");
    model.assertDone();
    expect(finished.answer).toBe("Here it is.");
  });

  test("open steps of the shown plan are asked about once", async () => {
    const plan = "1. Load the file\n2. Compute the mean\n3. Compare the groups\n4. Report";
    const model = scriptedModel(
      { text: plan, calls: [code("print('loaded')", 1)] },
      { text: "It is loaded." },
      {
        text: "The other steps are not needed: the file is empty.",
        expect: (messages) => expect(messages.at(-1)?.text).toMatch(/still open: 2, 3/),
      },
    );
    const sandbox = createScriptedSandbox([{ stdout: "loaded\n" }]);
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Compare");
    model.assertDone();
    expect(finished).toMatchObject({ stopReason: "completed", usage: { modelCalls: 3 } });
  });

  test("at the limit of cells the model concludes without tools", async () => {
    const model = scriptedModel(
      { calls: [code("print(1)")] },
      {
        calls: [code("print(2)")],
        expect: (messages) => expect(messages.at(-1)?.text).toMatch(/1 cell\(s\) left/),
      },
      {
        text: "So far: 1 and 2. The rest is missing.",
        expect: (messages, tools) => {
          expect(tools).toEqual([]);
          expect(messages.at(-1)?.text).toMatch(/limit of cells/);
        },
      },
    );
    const sandbox = createScriptedSandbox([{ stdout: "1\n" }, { stdout: "2\n" }]);
    const analyst = createAnalyst({ model, sandboxes: poolOf(sandbox), limits: { maxCells: 2 } });
    const { finished } = await analyst.ask("Count");
    model.assertDone();
    expect(finished).toMatchObject({
      stopReason: "step_limit",
      answer: "So far: 1 and 2. The rest is missing.",
    });
  });

  test("a model error half-way keeps the text, the cells and the thread", async () => {
    const broken = Object.assign(new Error("upstream"), { status: 500 });
    const model = scriptedModel(
      { calls: [code("print(1)")] },
      { text: "The first result is", error: broken },
      { text: "It was 1." },
    );
    const sandbox = createScriptedSandbox([{ stdout: "1\n" }]);
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    const { finished } = await ask("Count");
    expect(finished).toMatchObject({ stopReason: "model_unavailable" });
    expect(finished.answer).toContain("The first result is");
    expect(finished.answer).toContain("What worked before that");
    expect(finished.error?.code).toMatch(/^model_/);
    expect((await ask("What was it?")).finished.answer).toBe("It was 1.");
    model.assertDone();
  });

  test("a cancel in the middle of a cell keeps the thread usable", async () => {
    const stop = new AbortController();
    const model = scriptedModel(
      { calls: [code("while True: pass"), code("print('later')")] },
      { text: "Going on." },
    );
    const sandbox = createScriptedSandbox([{ hangs: true, onStart: () => stop.abort() }]);
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    const { finished } = await ask("Loop", { signal: stop.signal });
    expect(finished).toMatchObject({ stopReason: "cancelled", error: undefined });
    expect((await ask("And now?")).finished.answer).toBe("Going on.");
    model.assertDone();
  });

  test("a cancel while the model writes keeps what it wrote", async () => {
    const stop = new AbortController();
    const model = scriptedModel({ text: "The mean of", untilAborted: true }, { text: "Yes?" });
    const { ask } = createAnalyst({ model, sandboxes: poolOf() });
    void model.waitsAt(0).then(() => stop.abort());
    const { finished } = await ask("Explain", { signal: stop.signal });
    expect(finished.stopReason).toBe("cancelled");
    expect(finished.answer).toContain("The mean of");
    expect((await ask("Go on")).finished.answer).toBe("Yes?");
    model.assertDone();
  });

  test("a sandbox lost in the middle of a cell is restored, replayed, and the cell runs once more", async () => {
    const model = scriptedModel(
      { calls: [code("x = 1; print(x)")] },
      { calls: [code("print(x + 1)")] },
      { text: "It is 2." },
    );
    const first = createScriptedSandbox(
      [{ cell: "x = 1", stdout: "1\n" }, { raises: lost() }],
      {},
      "a",
    );
    const second = createScriptedSandbox(
      [
        { cell: "x = 1", stdout: "1\n" },
        { cell: "x + 1", stdout: "2\n" },
      ],
      {},
      "b",
    );
    const { finished, of } = await createAnalyst({ model, sandboxes: poolOf(first, second) }).ask(
      "Go",
    );
    model.assertDone();
    first.assertDone();
    second.assertDone();
    expect(finished).toMatchObject({ stopReason: "completed", usage: { cells: 2 } });
    expect(of("sandbox").map(({ status }) => status)).toContain("replayed");
    expect(of("repair")).toEqual([]);
  });

  test("a sandbox that is lost again and again ends the run", async () => {
    const model = scriptedModel({ calls: [code("print(1)")] });
    const sandboxes = ["a", "b", "c"].map((id) =>
      createScriptedSandbox([{ raises: lost() }], {}, id),
    );
    const { finished } = await createAnalyst({ model, sandboxes: poolOf(...sandboxes) }).ask("Go");
    model.assertDone();
    expect(finished.stopReason).toBe("sandbox_unavailable");
  });

  test("no sandbox at all: the code's call is closed and the next question works", async () => {
    const model = scriptedModel({ calls: [code("print(1)")] }, { text: "Hello." });
    const gone = new AnalystError("sandbox_unavailable", { en: "no service", zh: "没有服务" });
    const none = { ...poolOf(), acquire: () => Promise.reject(gone) };
    const { ask } = createAnalyst({ model, sandboxes: none });
    const { finished } = await ask("Go");
    expect(finished).toMatchObject({ stopReason: "sandbox_unavailable" });
    expect(finished.answer).toContain("no service");
    expect((await ask("Hello")).finished).toMatchObject({ stopReason: "completed" });
    model.assertDone();
  });
});
