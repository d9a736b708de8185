import { afterEach, describe, expect, test } from "@jest/globals";
import type { Sandbox } from "../../../tools/ports/sandbox.ts";
import type { RunRecords } from "../../../src/persistence/records/run-records.ts";
import { poolOf } from "../../helpers/analyst.ts";
import { createServerRecords } from "../../helpers/memory-records.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";
import { callerOf } from "../../helpers/callers.ts";
import { readEvents, startScriptedServer, type ScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const CONVERSATION = { "X-LibreChat-Conversation-Id": "conv", "X-LibreChat-Message-Id": "m1" };
const ask = (content: string, history: object[] = []) => ({
  model: "data-analyst",
  stream: true,
  messages: [...history, { role: "user", content }],
});
const code = (source: string) => ({ name: "execute_code", args: { title: "Loop", code: source } });

/** Records that tell when a run has ended. */
function watchedRecords() {
  const records = createServerRecords();
  const ended = Promise.withResolvers<{ stopReason?: string; status: string }>();
  return {
    ended: ended.promise,
    records: {
      ...records,
      runs: {
        ...records.runs,
        finish: async (...given: Parameters<RunRecords["finish"]>) => {
          await records.runs.finish(...given);
          ended.resolve(given[2]);
        },
      },
    },
  };
}

/** The sandbox, whose cells end when they are let go. */
const held = (sandbox: Sandbox, release: Promise<void>): Sandbox => ({
  ...sandbox,
  async runCell(...given) {
    const execution = await sandbox.runCell(...given);
    await release;
    return execution;
  },
});

describe("a client that goes away", () => {
  test("while the model writes ends the run, and the next question goes on from what was said", async () => {
    const { records, ended } = watchedRecords();
    const model = scriptedModel(
      { text: "Once upon", untilAborted: true },
      {
        text: "Where were we?",
        expect: (messages) =>
          expect(messages.map(({ text }) => text).join("\n")).toMatch(/Tell me[^]*Go on/),
      },
    );
    server = await startScriptedServer({ model, sandboxes: poolOf(), records });
    const stop = new AbortController();
    const response = await server.post(ask("Tell me"), {
      headers: CONVERSATION,
      signal: stop.signal,
    });
    await model.waitsAt(0);
    stop.abort();
    await expect(response.text()).rejects.toThrow(/abort/i);
    expect(await ended).toMatchObject({ stopReason: "cancelled" });
    const history = [
      { role: "user", content: "Tell me" },
      { role: "assistant", content: "Once up" },
    ];
    const headers = { ...CONVERSATION, "X-LibreChat-Message-Id": "m2" };
    await readEvents(await server.post(ask("Go on", history), { headers }));
    model.assertDone();
    const [thread] = await records.threads.list(callerOf("ada"));
    expect(await records.runs.listThread(callerOf("ada"), thread?.threadId ?? "")).toHaveLength(2);
  });

  test("in the middle of a cell interrupts it", async () => {
    const { records, ended } = watchedRecords();
    const model = scriptedModel({ calls: [code("while True: pass")] });
    const begun = Promise.withResolvers<void>();
    const sandbox = createScriptedSandbox([
      { hangs: true, stdout: "started\n", onStart: begun.resolve },
    ]);
    server = await startScriptedServer({ model, sandboxes: poolOf(sandbox), records });
    const stop = new AbortController();
    const response = await server.post(ask("Loop"), { signal: stop.signal });
    await begun.promise;
    stop.abort();
    await expect(response.text()).rejects.toThrow(/abort/i);
    expect(await ended).toMatchObject({ stopReason: "cancelled" });
    sandbox.assertDone();
  });

  test("before the stream has begun, or from a request that does not stream, ends the run too", async () => {
    for (const stream of [true, false]) {
      const { records, ended } = watchedRecords();
      const model = scriptedModel({ text: "x", untilAborted: true });
      const running = await startScriptedServer({ model, sandboxes: poolOf(), records });
      const stop = new AbortController();
      const answer = running.post({ ...ask("Tell me"), stream }, { signal: stop.signal });
      answer.catch(() => undefined);
      await model.waitsAt(0);
      stop.abort();
      expect(await ended).toMatchObject({ stopReason: "cancelled" });
      await running.close();
    }
  });

  test("leaves the run alone when another reader has sent the same request", async () => {
    const release = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const sandbox = createScriptedSandbox([{ stdout: "1\n", onStart: begun.resolve }]);
    const model = scriptedModel({ calls: [code("slow()")] }, { text: "Both have it." });
    server = await startScriptedServer({
      model,
      sandboxes: poolOf(held(sandbox, release.promise)),
    });
    const stop = new AbortController();
    const first = await server.post(ask("Run it"), { headers: CONVERSATION, signal: stop.signal });
    await begun.promise;
    const second = await server.post(ask("Run it"), { headers: CONVERSATION });
    const reader = second.body?.getReader();
    await reader?.read();
    stop.abort();
    await expect(first.text()).rejects.toThrow(/abort/i);
    release.resolve();
    let text = "";
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      text += new TextDecoder().decode(part.value as Uint8Array);
    expect(text).toContain("ve it.");
    expect(text).toContain("[DONE]");
    model.assertDone();
  });
});

describe("a server that is stopped", () => {
  test("stops a run in good order after the grace time, and says so; nothing is lost", async () => {
    const { records, ended } = watchedRecords();
    const model = scriptedModel({ text: "Half", untilAborted: true });
    server = await startScriptedServer({ model, sandboxes: poolOf(), records });
    const response = await server.post(ask("请讲"));
    await model.waitsAt(0);
    const closing = server.close();
    const events = await readEvents(response);
    await closing;
    server = undefined;
    expect(JSON.stringify(events)).toContain("Half");
    expect(events.at(-1)).toMatchObject({
      error: { code: "server_stopping", message: expect.stringMatching(/正在重启/) },
    });
    expect(await ended).toMatchObject({ stopReason: "cancelled" });
  });

  test("lets a run come to its end within the grace time", async () => {
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const sandbox = createScriptedSandbox([{ stdout: "1\n", onStart: begun.resolve }]);
    const model = scriptedModel({ calls: [code("slow()")] }, { text: "Done in time." });
    server = await startScriptedServer(
      { model, sandboxes: poolOf(held(sandbox, release.promise)) },
      { SERVER_DRAIN_S: "60" },
    );
    const response = await server.post(ask("Run it"));
    await begun.promise;
    const closing = server.close();
    server = undefined;
    release.resolve();
    expect(await response.text()).toContain("[DONE]");
    await closing;
    model.assertDone();
  });
});
