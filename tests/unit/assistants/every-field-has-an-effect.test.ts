import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { BaseMessage } from "@langchain/core/messages";
import { AssistantInput } from "../../../src/assistants/assistant-schema.ts";
import { packageRoot } from "../../../tools/package-root.ts";
import type { Clock } from "../../../tools/ports/clock.ts";
import type { AcquireRequest } from "../../../tools/ports/sandbox.ts";
import { createTestAssistants } from "../../helpers/assistants.ts";
import { createAnalyst, poolOf } from "../../helpers/analyst.ts";
import { ann, callerOf } from "../../helpers/callers.ts";
import { createScriptedSandbox, type SandboxStep } from "../../helpers/scripted-sandbox.ts";
import { scriptedModel, type ModelStep } from "../../helpers/scripted-model.ts";

const admin = callerOf("root", { isAdmin: true });
const code = (source: string | string[]) => ({ name: "execute_code", args: { code: source } });
const systemOf = (messages: readonly BaseMessage[] | undefined) => messages?.[0]?.text ?? "";

interface Script {
  readonly fields: Record<string, unknown>;
  readonly steps?: readonly ModelStep[];
  readonly cells?: readonly SandboxStep[];
  readonly clock?: Clock;
}

/** Goes on by a second at each look. */
function tickingClock(): Clock {
  let now = Date.UTC(2026, 0, 1);
  return { now: () => (now += 1_000) };
}

/** One question to an assistant that has these fields. */
async function runWith({ fields, steps = [{ text: "Done." }], cells = [], clock }: Script) {
  const { service, files } = createTestAssistants();
  const { id } = await service.create(admin, { name: "Test", ...fields });
  const model = scriptedModel(...steps);
  const sandbox = createScriptedSandbox(cells);
  const pool = poolOf(sandbox);
  const asked: unknown[] = [];
  const onModel = (...call: unknown[]) => void asked.push(call);
  const parts = { model, sandboxes: pool, files, assistants: service, onModel, clock };
  const { ask } = createAnalyst(parts);
  const run = await ask("How many?", { caller: admin, assistantId: id });
  sandbox.assertDone();
  model.assertDone();
  const told = model.calls.map((messages) => messages.map(({ text }) => text).join("\n"));
  return { run, pool, asked, told, sandbox, prompt: systemOf(model.calls[0]) };
}

const setupOf = async (fields: Record<string, unknown>) => {
  const { pool } = await runWith({
    fields,
    steps: [{ calls: [code("1")] }, { text: "Done." }],
    cells: [{}],
  });
  const [request] = pool.requests as [AcquireRequest];
  return request;
};

/** What list and get answer, to the author and to another user. */
async function answers(fields: Record<string, unknown>) {
  const { service } = createTestAssistants();
  const made = await service.create(admin, { name: "Test", ...fields });
  const listed = (await service.list(admin)).data.find(({ id }) => id === made.id);
  expect(listed).toEqual(await service.get(admin, made.id));
  const seenBy = async (caller: typeof ann) =>
    service.get(caller, made.id).then(
      () => true,
      () => false,
    );
  return { listed, seenBy };
}

const modelAsked = async (model_parameters: object) =>
  (await runWith({ fields: { model_parameters } })).asked[0];

const effects: Record<keyof typeof AssistantInput.shape, () => Promise<void>> = {
  async name() {
    expect((await runWith({ fields: { name: "Ada's helper" } })).prompt).toContain("Ada's helper");
  },
  async description() {
    expect((await answers({ description: "For the course" })).listed).toMatchObject({
      description: "For the course",
    });
  },
  async instructions() {
    const { prompt } = await runWith({ fields: { instructions: "Round to two digits." } });
    expect(prompt).toMatch(/<assistant_instructions>\nRound to two digits\.\n</);
    expect((await runWith({ fields: {} })).prompt).not.toContain("assistant_instructions");
  },
  async avatar() {
    const avatar = { filepath: "/images/a.png", source: "local" };
    expect((await answers({ avatar })).listed).toMatchObject({ avatar });
  },
  async conversation_starters() {
    const conversation_starters = ["哪个地区最好？"];
    expect((await answers({ conversation_starters })).listed).toMatchObject({
      conversation_starters,
    });
  },
  async append_current_datetime() {
    const { prompt } = await runWith({ fields: { append_current_datetime: true } });
    expect(prompt).toMatch(new RegExp(`# Now\n.*${new Date().getFullYear()}`));
    expect((await runWith({ fields: {} })).prompt).not.toContain("# Now");
  },
  async model() {
    const { asked } = await runWith({ fields: { model: "gpt-5-mini" } });
    expect(asked[0]).toEqual(["gpt-5-mini", {}]);
  },
  async model_parameters() {
    const wanted = { temperature: 0.5, top_p: 0.9, max_tokens: 2000, reasoning_effort: "low" };
    expect(await modelAsked(wanted)).toEqual([
      undefined,
      { temperature: 0.5, topP: 0.9, maxTokens: 2000, reasoningEffort: "low" },
    ]);
    expect(await modelAsked({})).toEqual([undefined, {}]);
  },
  async template() {
    expect(await setupOf({ template: "course-template" })).toMatchObject({
      template: "course-template",
    });
    expect((await setupOf({})).template).toBeUndefined();
  },
  async allowed_libraries() {
    const { run, prompt, told, sandbox } = await runWith({
      fields: { allowed_libraries: ["pandas", "scikit-learn"] },
      steps: [
        { calls: [code("import torch")] },
        { calls: [code("import json, pandas\nfrom sklearn import tree")] },
        { text: "Done." },
      ],
      cells: [{ cell: "sklearn" }],
    });
    expect(prompt).toContain("import only: pandas, scikit-learn");
    expect(run.of("cell.finished")[0]).toMatchObject({ outcome: "blocked" });
    expect(told[1]).toMatch(/line 1: import torch\n.*pandas, scikit-learn/);
    expect(sandbox.ran).toHaveLength(1);
  },
  async code_execution_mode() {
    const blocks = { calls: [code(["print(1)", "print(2)"])] };
    const batch = await runWith({
      fields: { code_execution_mode: "batch" },
      steps: [blocks, { text: "Done." }],
      cells: [{ cell: "print(1)" }, { cell: "print(2)" }],
    });
    expect(batch.sandbox.ran).toEqual(["print(1)", "print(2)"]);
    const interactive = await runWith({
      fields: { code_execution_mode: "interactive" },
      steps: [blocks, { text: "Done." }],
    });
    expect(interactive.sandbox.ran).toEqual([]);
    expect(interactive.told[1]).toContain("The arguments do not fit");
  },
  async env_vars() {
    const { run, pool, told } = await runWith({
      fields: { env_vars: { API_TOKEN: "t0ken-of-ann" } },
      steps: [{ calls: [code("print(1)")] }, { text: "Done." }],
      cells: [{ stdout: "token: t0ken-of-ann\n" }],
    });
    expect(pool.requests[0]?.setup?.envs).toEqual({ API_TOKEN: "t0ken-of-ann" });
    expect(
      run
        .of("cell.stdout")
        .map(({ text }) => text)
        .join(""),
    ).toBe("token: [REDACTED]\n");
    expect(told[1]).toContain("token: [REDACTED]");
    expect(JSON.stringify([run.events, told])).not.toContain("t0ken-of-ann");
  },
  async data_sources() {
    const source = {
      id: "d1",
      type: "postgresql",
      name: "Sales",
      host: "db.example.org",
      port: 5432,
      database: "shop",
      user: "reader",
      password: "p@ss/word",
    };
    const { prompt, pool, told } = await runWith({
      fields: { data_sources: [source] },
      steps: [{ calls: [code("print(1)")] }, { text: "Done." }],
      cells: [{ stdout: "postgresql://reader:p%40ss%2Fword@db.example.org/shop\n" }],
    });
    expect(prompt).toContain('connect("Sales") (postgresql)');
    expect(pool.requests[0]?.setup).toMatchObject({
      envs: { DB_SALES_PASSWORD: "p@ss/word", DB_SALES_HOST: "db.example.org" },
      addresses: [{ host: "db.example.org", port: 5432 }],
    });
    expect(told[1]).toContain("reader:[REDACTED]@db");
  },
  async has_internet_access() {
    expect((await setupOf({ has_internet_access: true })).setup?.internet).toBe(true);
    expect((await setupOf({})).setup?.internet).toBe(false);
    const { prompt } = await runWith({ fields: { has_internet_access: true } });
    expect(prompt).toContain("HTTP and HTTPS reach the internet.");
    expect((await runWith({ fields: {} })).prompt).toContain("There is no internet.");
  },
  async is_persistent() {
    expect((await setupOf({ is_persistent: true })).setup?.onIdle).toBe("pause");
    expect((await setupOf({})).setup?.onIdle).toBe("kill");
  },
  async limits() {
    const cells = await runWith({
      fields: { limits: { max_cells: 1, cell_timeout_s: 7 } },
      steps: [{ calls: [code("1")] }, { text: "So far." }],
      cells: [{}],
    });
    expect(cells.run.finished.stopReason).toBe("step_limit");
    expect(cells.prompt).toContain("interrupted after 7 s");
    const repairs = await runWith({
      fields: { limits: { max_repairs: 0 } },
      steps: [{ calls: [code("1/0")] }],
      cells: [{ error: { name: "ZeroDivisionError", value: "", traceback: "" } }],
    });
    expect(repairs.run.finished.stopReason).toBe("repairs_exhausted");
    const time = await runWith({
      fields: { limits: { run_time_limit_s: 3 } },
      steps: [{ calls: [code("1")] }, { text: "So far." }],
      cells: [{}],
      clock: tickingClock(),
    });
    expect(time.run.finished.stopReason).toBe("time_limit");
  },
  async file_ids() {
    const { service, files } = createTestAssistants();
    const file = { name: "terms.csv", mime: "text/csv", threadId: "assistants" };
    const stored = await files.put(ann, file, new TextEncoder().encode("a,b\n1,2\n"));
    const { id } = await service.create(ann, { name: "Test", file_ids: [stored.id], groups: [] });
    await service.update(admin, id, { groups: ["course"] });
    const sandbox = createScriptedSandbox([{ cell: "profile" }]);
    const { ask } = createAnalyst({
      model: scriptedModel({ text: "Done." }),
      sandboxes: poolOf(sandbox),
      files,
      assistants: service,
    });
    const bob = callerOf("bob", { groups: ["course"] });
    await ask("What is in it?", { caller: bob, assistantId: id });
    expect(sandbox.readText("terms.csv")).toBe("a,b\n1,2\n");
  },
  async metadata() {
    const metadata = { author: "u1", "a.b": "kept" };
    expect((await answers({ metadata })).listed).toMatchObject({ metadata });
  },
  async is_public() {
    expect(await (await answers({ is_public: true })).seenBy(ann)).toBe(true);
    expect(await (await answers({})).seenBy(ann)).toBe(false);
  },
  async groups() {
    const { seenBy } = await answers({ groups: ["course"] });
    expect(await seenBy(callerOf("bob", { groups: ["course"] }))).toBe(true);
    expect(await seenBy(ann)).toBe(false);
  },
};

describe("every field of an assistant has an effect", () => {
  test("and each has a test of it", () => {
    expect(Object.keys(effects).toSorted()).toEqual(Object.keys(AssistantInput.shape).toSorted());
  });

  test("and the README names it", () => {
    const readme = readFileSync(join(packageRoot(), "README.md"), "utf8");
    const isNamed = (field: string) => readme.includes(`\`${field}\``);
    expect(Object.keys(AssistantInput.shape).filter((field) => !isNamed(field))).toEqual([]);
  });

  test.each(Object.entries(effects))("%s", async (_field, shows) => {
    expect(await shows()).toBeUndefined();
  });
});
