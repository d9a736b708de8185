import { afterEach, describe, expect, test } from "@jest/globals";
import OpenAI from "openai-5";
import { poolOf } from "../../../helpers/analyst.ts";
import { createServerRecords } from "../../../helpers/memory-records.ts";
import { createScriptedSandbox, type SandboxStep } from "../../../helpers/scripted-sandbox.ts";
import { scriptedModel, type ScriptedModelStep } from "../../../helpers/scripted-model.ts";
import {
  startScriptedServer,
  type ScriptedParts,
  type ScriptedServer,
} from "../scripted-server.ts";

const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const assistant_id = "asst_data-analyst";
const code = { name: "execute_code", args: { title: "Wait", code: "wait()" } };

async function start(
  steps: ScriptedModelStep[],
  cells: SandboxStep[],
  more: Partial<ScriptedParts> = {},
  env: Record<string, string> = {},
) {
  const model = scriptedModel(...steps);
  const sandboxes = poolOf(createScriptedSandbox(cells));
  const server = await startScriptedServer({ model, sandboxes, ...more }, env);
  servers.push(server);
  const client = new OpenAI({
    apiKey: server.key,
    baseURL: `${server.server.url}/v1`,
    maxRetries: 0,
  });
  const { id: threadId } = await client.beta.threads.create({
    messages: [{ role: "user", content: "Go" }],
  });
  return { server, client, model, threadId };
}

/** What remains of a run for whoever reads it later. */
async function remains({ beta }: OpenAI, thread_id: string, runId: string) {
  const messages = await beta.threads.messages.list(thread_id, { order: "asc", run_id: runId });
  const steps = await beta.threads.runs.steps.list(runId, { thread_id, order: "asc" });
  return {
    texts: messages.data.map(({ content, status, incomplete_details }) => ({
      text: content[0]?.type === "text" ? content[0].text.value : undefined,
      status,
      why: incomplete_details?.reason,
    })),
    steps: steps.data.map(({ type, status, step_details }) => ({
      type,
      status,
      call: step_details.type === "tool_calls" ? step_details.tool_calls[0] : undefined,
    })),
  };
}

const cell = { text: "First I wait.", calls: [code] };
const hanging = (begun: PromiseWithResolvers<void>): SandboxStep => ({
  stdout: "one\n",
  hangs: true,
  onStart: begun.resolve,
});

describe("a run that is stopped", () => {
  test("in a cell: all so far can be read while it runs, and is all there after the cancel", async () => {
    const begun = Promise.withResolvers<void>();
    const { client, threadId } = await start([cell], [hanging(begun)]);
    const stream = await client.beta.threads.runs.create(threadId, { assistant_id, stream: true });
    const names: string[] = [];
    let cancelled: Promise<unknown> | undefined;
    let runId = "";
    let during: Awaited<ReturnType<typeof remains>> | undefined;
    for await (const event of stream) {
      names.push(event.event);
      if (event.event === "thread.run.created") runId = event.data.id;
      const logs = JSON.stringify(event.data).includes("one");
      if (event.event !== "thread.run.step.delta" || !logs) continue;
      during = await remains(client, threadId, runId);
      cancelled = client.beta.threads.runs.cancel(runId, { thread_id: threadId });
    }
    expect(await cancelled).toMatchObject({ id: runId, status: "cancelled" });
    expect(during?.texts).toEqual([{ text: "First I wait.", status: "completed" }]);
    expect(during?.steps[1]).toMatchObject({
      status: "in_progress",
      call: { code_interpreter: { input: "wait()", outputs: [{ type: "logs", logs: "one\n" }] } },
    });
    expect(names).toContain("thread.run.step.cancelled");
    expect(names.at(-1)).toBe("thread.run.cancelled");
    const after = await remains(client, threadId, runId);
    expect(after.texts[0]).toEqual({ text: "First I wait.", status: "completed" });
    expect(after.steps.slice(0, 2)).toMatchObject([
      { type: "message_creation", status: "completed" },
      {
        type: "tool_calls",
        status: "cancelled",
        call: { code_interpreter: { outputs: [{ logs: expect.stringContaining("one\n") }] } },
      },
    ]);
  });

  test("while the model writes: its words so far remain", async () => {
    const { client, threadId, model } = await start([{ text: "Half an", untilAborted: true }], []);
    const run = await client.beta.threads.runs.create(threadId, { assistant_id });
    await model.waitsAt(0);
    expect((await remains(client, threadId, run.id)).texts).toEqual([
      { text: "Half an", status: "in_progress" },
    ]);
    await client.beta.threads.runs.cancel(run.id, { thread_id: threadId });
    expect((await remains(client, threadId, run.id)).texts).toEqual([
      { text: expect.stringMatching(/^Half an/), status: "incomplete", why: "run_cancelled" },
    ]);
  });

  test("through another server on the same records", async () => {
    const records = createServerRecords();
    const first = await start([{ text: "Half an", untilAborted: true }], [], { records });
    const second = await start([], [], { records });
    const run = await first.client.beta.threads.runs.create(first.threadId, { assistant_id });
    await first.model.waitsAt(0);
    const ended = await second.client.beta.threads.runs.cancel(run.id, {
      thread_id: first.threadId,
    });
    expect(ended.status).toBe("cancelled");
    expect((await remains(second.client, first.threadId, run.id)).texts).toMatchObject([
      { status: "incomplete" },
    ]);
  });

  test("is not stopped by a client that leaves: it ends by itself", async () => {
    const go = Promise.withResolvers<void>();
    const waits: SandboxStep = { stdout: "one\n", onStart: () => go.resolve() };
    const { client, threadId } = await start([cell, { text: "Done." }], [waits]);
    const stream = await client.beta.threads.runs.create(threadId, { assistant_id, stream: true });
    for await (const event of stream) if (event.event === "thread.run.in_progress") break;
    const { data } = await client.beta.threads.runs.list(threadId);
    const run = await client.beta.threads.runs.poll(data[0]?.id ?? "", { thread_id: threadId });
    expect(run.status).toBe("completed");
  });

  test("by the end of the server: says so, and the next question goes on", async () => {
    const { client, threadId, server, model } = await start(
      [{ text: "Half an", untilAborted: true }],
      [],
    );
    const stream = await client.beta.threads.runs.create(threadId, { assistant_id, stream: true });
    const reading = (async () => {
      let last: unknown;
      for await (const event of stream) last = event;
      return last;
    })();
    await model.waitsAt(0);
    await server.close();
    expect(await reading).toMatchObject({
      event: "thread.run.failed",
      data: { last_error: { message: expect.stringContaining("restarted") } },
    });
  });
});

describe("a thread", () => {
  test("has one run at a time; the second is refused, and says why", async () => {
    const { client, threadId, model } = await start([{ text: "Half", untilAborted: true }], []);
    const run = await client.beta.threads.runs.create(threadId, { assistant_id });
    await model.waitsAt(0);
    await expect(client.beta.threads.runs.create(threadId, { assistant_id })).rejects.toMatchObject(
      { status: 400, code: "thread_busy" },
    );
    await client.beta.threads.runs.cancel(run.id, { thread_id: threadId });
  });

  test("deleted while it runs is gone with all that it had", async () => {
    const { client, threadId, model } = await start([{ text: "Half", untilAborted: true }], []);
    const run = await client.beta.threads.runs.create(threadId, { assistant_id });
    await model.waitsAt(0);
    expect(await client.beta.threads.delete(threadId)).toEqual({
      id: threadId,
      object: "thread.deleted",
      deleted: true,
    });
    for (const read of [
      client.beta.threads.retrieve(threadId),
      client.beta.threads.messages.list(threadId).then(() => undefined),
      client.beta.threads.runs.retrieve(run.id, { thread_id: threadId }),
    ])
      await expect(read).rejects.toMatchObject({ status: 404 });
  });

  test("asked again after a run that never began is asked the same, with what came since", async () => {
    const fails = { acquire: async () => undefined };
    const records = createServerRecords();
    const busy = await start([], [], { records, leases: fails });
    const first = await busy.client.beta.threads.runs.createAndPoll(busy.threadId, {
      assistant_id,
    });
    expect(first).toMatchObject({ status: "failed", last_error: { code: "server_error" } });
    const free = await start([{ text: "Now." }], [], { records });
    await free.client.beta.threads.messages.create(busy.threadId, {
      role: "user",
      content: "And more",
    });
    const again = await free.client.beta.threads.runs.createAndPoll(busy.threadId, {
      assistant_id,
    });
    expect(again.status).toBe("completed");
    expect(free.model.calls[0]?.at(-1)?.text).toMatch(/Go\s+And more/);
  });
});
