import { afterEach, describe, expect, test } from "@jest/globals";
import { poolOf } from "../../helpers/analyst.ts";
import { createServerRecords } from "../../helpers/memory-records.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { scriptedModel, type ScriptedModelStep } from "../../helpers/scripted-model.ts";
import { readEvents, startScriptedServer, type ScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });
const code = (source: string) => ({
  name: "execute_code",
  args: { title: "Compute", code: source },
});
const inConversation = (id: string, messageId = "") => ({
  headers: { "X-LibreChat-Conversation-Id": id, "X-LibreChat-Message-Id": messageId },
});

const as = (id: string) => ({
  headers: { ...inConversation("conv").headers, "X-LibreChat-User-Id": id },
});

/** Asks, and gives the whole answer as a client would post it back. */
async function ask(messages: object[], init: RequestInit = {}): Promise<string> {
  const response = await server?.post({ model: "data-analyst", stream: true, messages }, init);
  if (response === undefined) throw new Error("no server");
  const events = (await readEvents(response)) as {
    choices?: { delta: { content?: string } }[];
    error?: object;
  }[];
  const fault = events.find(({ error }) => error !== undefined);
  if (fault !== undefined) throw new Error(JSON.stringify(fault));
  return events
    .map(({ choices }) => choices?.[0]?.delta.content ?? "")
    .join("")
    .trim();
}

const sees = (
  pattern: RegExp,
  not?: RegExp,
): Pick<Extract<ScriptedModelStep, object>, never> & {
  expect: (messages: { text: string }[]) => void;
} => ({
  expect: (messages) => {
    const all = messages.map(({ text }) => text).join("\n");
    expect(all).toMatch(pattern);
    if (not !== undefined) expect(all).not.toMatch(not);
  },
});

describe("a conversation", () => {
  test("goes on in its thread and its sandbox, known by the client's id", async () => {
    const model = scriptedModel(
      { calls: [code("x = 41")] },
      { text: "x is 41." },
      { calls: [code("print(x + 1)")], ...sees(/x is 41/) },
      { text: "42." },
    );
    const sandbox = createScriptedSandbox([{ cell: "x = 41" }, { cell: "x + 1", stdout: "42\n" }]);
    server = await startScriptedServer({ model, sandboxes: poolOf(sandbox) });
    const first = await ask([user("Set x")], inConversation("conv"));
    expect(first).toContain("x = 41");
    await ask([user("Set x"), assistant(first), user("Add one")], inConversation("conv"));
    model.assertDone();
    sandbox.assertDone();
  });

  test("forks for a regeneration: the first try is not seen, its sandbox is left, the branch's cells run again", async () => {
    const model = scriptedModel(
      { calls: [code("x = 1")] },
      { text: "x is 1." },
      { calls: [code("x += 1")] },
      { text: "x is 2." },
      { calls: [code("x += 10")], ...sees(/x is 1\./, /x is 2\./) },
      { text: "x is 11." },
      { text: "It is 2.", ...sees(/x is 2\./, /x is 11\./) },
    );
    const boxes = [
      createScriptedSandbox([{ cell: "x = 1" }, { cell: "x += 1" }], {}, "a"),
      createScriptedSandbox([{ cell: "x = 1" }, { cell: "x += 10" }], {}, "b"),
      createScriptedSandbox([{ cell: "x = 1" }, { cell: "x += 1" }], {}, "c"),
    ];
    const pool = poolOf(...boxes);
    server = await startScriptedServer({ model, sandboxes: pool });
    const first = await ask([user("Set x")], inConversation("conv", "m1"));
    const branch = [user("Set x"), assistant(first), user("Raise x")];
    const try1 = await ask(branch, inConversation("conv", "m2"));
    const try2 = await ask(branch, inConversation("conv", "m3"));
    expect(try2).toContain("x is 11.");
    // Back on the first try.
    await ask([...branch, assistant(try1), user("What is x?")], inConversation("conv", "m4"));
    model.assertDone();
    for (const box of boxes) box.assertDone();
    expect(pool.acquired).toEqual(["a", "b", "c"]);
  });

  test("forks for an edited question, and takes an edited answer as said", async () => {
    const model = scriptedModel(
      { text: "Hello Ann." },
      { text: "Hello Bob.", ...sees(/I am Bob/, /Ann/) },
      { text: "Carol.", ...sees(/Hello Carol/, /Hello Bob/) },
    );
    server = await startScriptedServer({ model, sandboxes: poolOf() });
    await ask([user("I am Ann")], inConversation("conv"));
    await ask([user("I am Bob")], inConversation("conv"));
    await ask(
      [user("I am Bob"), assistant("Hello Carol."), user("Who am I?")],
      inConversation("conv"),
    );
    model.assertDone();
    expect(model.calls.length).toBeGreaterThan(1);
  });

  test("that was cut to a summary is the same thread", async () => {
    const model = scriptedModel(
      { text: "Noted." },
      { text: "Blue.", ...sees(/My colour is blue/) },
    );
    server = await startScriptedServer({ model, sandboxes: poolOf() });
    await ask([user("My colour is blue")], inConversation("conv"));
    await ask(
      [user("<summary>They spoke of colours.</summary>"), user("Which colour?")],
      inConversation("conv"),
    );
    model.assertDone();
    expect(model.calls.length).toBeGreaterThan(1);
  });

  test("without an id is found by user and first words; an empty id is no id", async () => {
    const model = scriptedModel({ text: "Noted." }, { text: "Blue.", ...sees(/Noted/) });
    server = await startScriptedServer({ model, sandboxes: poolOf() });
    await ask([user("My colour is blue")]);
    const history = [user("My colour is blue"), assistant("Noted."), user("Which?")];
    await ask(history, inConversation(""));
    model.assertDone();
    expect(model.calls.length).toBeGreaterThan(1);
  });

  test("of another user is another one, though the id is the same", async () => {
    const model = scriptedModel(
      { text: "Noted." },
      { text: "I do not know.", ...sees(/Which colour/, /blue/) },
    );
    server = await startScriptedServer({ model, sandboxes: poolOf() });
    await ask([user("My colour is blue")], as("ann"));
    await ask([user("<summary>Something.</summary>"), user("Which colour?")], as("bob"));
    model.assertDone();
    expect(model.calls.length).toBeGreaterThan(1);
  });

  test("header names are the installation's to choose", async () => {
    const model = scriptedModel({ text: "Noted." }, { text: "Blue.", ...sees(/blue/) });
    server = await startScriptedServer(
      { model, sandboxes: poolOf() },
      { SERVER_CONVERSATION_HEADER: "X-Chat" },
    );
    const init = { headers: { "X-Chat": "conv" } };
    await ask([user("My colour is blue")], init);
    await ask([user("<summary>Colours.</summary>"), user("Which?")], init);
    model.assertDone();
    expect(model.calls.length).toBeGreaterThan(1);
  });

  test("sent again with the same message id and body is not run again, also after its end", async () => {
    const model = scriptedModel({ text: "Once." }, { text: "Twice." });
    server = await startScriptedServer({ model, sandboxes: poolOf() });
    const first = await ask([user("Count")], inConversation("conv", "m1"));
    const again = await ask([user("Count")], inConversation("conv", "m1"));
    expect(again).toBe(first);
    // The same id with another body is another request.
    expect(await ask([user("Count on")], inConversation("conv", "m1"))).toBe("Twice.");
    model.assertDone();
  });

  test("on which another replica works is busy, which is not to be tried again", async () => {
    const model = scriptedModel();
    server = await startScriptedServer({
      model,
      sandboxes: poolOf(),
      records: createServerRecords(),
      leases: { acquire: async () => undefined },
    });
    const body = { model: "data-analyst", messages: [user("你好")] };
    const response = await server.post(body, inConversation("conv"));
    expect(response.status).toBe(409);
    expect(response.headers.get("x-should-retry")).toBe("false");
    expect(await response.json()).toMatchObject({
      error: { code: "thread_busy", message: expect.stringContaining("正有一次运行") },
    });
  });
});
