import { describe, expect, test } from "@jest/globals";
import { AnalystError } from "../../../../tools/errors.ts";
import type { Leases } from "../../../../tools/ports/lease.ts";
import { createAnalyst, poolOf } from "../../../helpers/analyst.ts";
import { ann, bob, callerOf } from "../../../helpers/callers.ts";
import { createScriptedSandbox } from "../../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../../helpers/scripted-model.ts";

const ada = callerOf("ada");
const cell = (source: string) => ({
  name: "execute_code",
  args: { title: "Work", code: source },
});
const gone = () => new AnalystError("sandbox_lost", { en: "gone", zh: "没了" });

describe("what outlives a run", () => {
  test("the thread with its sandbox, and the run with its end", async () => {
    const model = scriptedModel(
      { calls: [cell("print(42)")], usage: { input: 100, output: 10 } },
      { text: "It is 42.", usage: { input: 120, output: 5 } },
    );
    const sandbox = createScriptedSandbox([{ stdout: "42\n" }]);
    const { ask, threads, runs } = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    const run = await ask("How much?");
    model.assertDone();
    expect((await threads.find(ada, "t"))?.sandboxId).toBe(sandbox.id);
    const [started] = run.of("run.started");
    expect(await runs.find(ada, started?.runId ?? "")).toMatchObject({
      threadId: "t",
      status: "finished",
      stopReason: "completed",
      usage: { modelCalls: 2, inputTokens: 220, outputTokens: 15, cells: 1 },
      finishedAt: expect.any(Date),
    });
  });

  test("the sandbox in place of a lost one", async () => {
    const model = scriptedModel({ calls: [cell("print(1)")] }, { text: "One." });
    const lost = createScriptedSandbox([{ raises: gone() }]);
    const next = createScriptedSandbox([{ stdout: "1\n" }]);
    const { ask, threads } = createAnalyst({ model, sandboxes: poolOf(lost, next) });
    await ask("How much?");
    expect((await threads.find(ada, "t"))?.sandboxId).toBe(next.id);
  });

  test("why a run failed", async () => {
    const model = scriptedModel({ error: Object.assign(new Error("401"), { status: 401 }) });
    const { ask, runs } = createAnalyst({ model, sandboxes: poolOf() });
    await ask("How much?");
    expect(await runs.listThread(ada, "t")).toMatchObject([
      { status: "failed", stopReason: "model_unavailable", error: { code: "model_auth" } },
    ]);
  });

  test("the end of a run whose client went away at its last event", async () => {
    const model = scriptedModel({ text: "Hello" });
    const { run, runs } = createAnalyst({ model, sandboxes: poolOf() });
    for await (const event of run({ question: "Hi", files: [], caller: ada, threadId: "t" }))
      if (event.type === "run.finished") break;
    expect(await runs.listThread(ada, "t")).toMatchObject([
      { status: "finished", stopReason: "completed", turn: { end: expect.any(String) } },
    ]);
  });

  test("a run that nobody reads to its end is noted as cancelled", async () => {
    const model = scriptedModel({ text: "Hello" });
    const { run, runs } = createAnalyst({ model, sandboxes: poolOf() });
    for await (const event of run({ question: "Hi", files: [], caller: ada, threadId: "t" }))
      if (event.type === "run.started") break;
    expect(await runs.listThread(ada, "t")).toMatchObject([
      { status: "failed", stopReason: "cancelled" },
    ]);
  });

  test("nothing of another user's thread: it is not found, whether or not a run holds it", async () => {
    const model = scriptedModel({ text: "Hello" });
    const first = createAnalyst({ model, sandboxes: poolOf() });
    await first.ask("Hi", { caller: ann });
    model.assertDone();
    const { threads, runs } = first;
    const held: Leases = { acquire: async () => undefined };
    for (const leases of [undefined, held]) {
      const second = createAnalyst({
        model: scriptedModel(),
        sandboxes: poolOf(),
        records: first,
        leases,
      });
      await expect(second.ask("Hi", { caller: bob })).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await threads.list(bob)).toEqual([]);
    expect(await runs.listThread(bob, "t")).toEqual([]);
    expect(await runs.listThread(ann, "t")).toHaveLength(1);
  });
});
