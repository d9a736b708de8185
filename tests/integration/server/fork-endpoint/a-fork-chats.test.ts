import { Readable } from "node:stream";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { ForkRouterOptions } from "../../../../src/librechat-router/index.ts";
import { poolOf } from "../../../helpers/analyst.ts";
import { createScriptedSandbox, type SandboxStep } from "../../../helpers/scripted-sandbox.ts";
import {
  scriptedModel,
  ScriptedModel,
  type ModelStep,
  type ScriptedModelStep,
} from "../../../helpers/scripted-model.ts";
import { startScriptedServer, type ScriptedServer } from "../scripted-server.ts";
import { allOf, eventsOf, startForkHost, type ForkEvent, type ForkHost } from "./fork-host.ts";

const open: (ScriptedServer | ForkHost)[] = [];
afterEach(async () => {
  for (const part of open.splice(0).toReversed()) await part.close();
});

async function start(
  script: ScriptedModelStep[] | ScriptedModel,
  cells: SandboxStep[],
  more: Partial<ForkRouterOptions> = {},
) {
  const model = Array.isArray(script) ? scriptedModel(...script) : script;
  const sandbox = createScriptedSandbox(cells);
  const server = await startScriptedServer({ model, sandboxes: poolOf(sandbox) });
  open.push(server);
  const host = await startForkHost({ url: server.server.url, key: server.key, ...more });
  open.push(host);
  return { host, model, sandbox, server };
}

const bytes = Buffer.from("iVBORw0KGgo=", "base64");
const chart = { isMain: false, images: [{ mime: "image/png" as const, bytes }] };
const code = { name: "execute_code", args: { title: "Plot", code: "plot()" } };
const saving = { name: "execute_code", args: { title: "Save", code: "df.to_csv('out.csv')" } };
const ROOT = "00000000-0000-0000-0000-000000000000";
const question = {
  assistant_id: "data-analyst",
  text: "Sum it",
  messageId: "m1",
  parentMessageId: ROOT,
};
/** A conversation's first question has a title beside, which is asked for at some moment. */
function withTitle(...steps: ModelStep[]) {
  const left = [...steps];
  return new ScriptedModel(([first]) =>
    first?.text.startsWith("Write a title") === true
      ? { text: "Sum Of Sales" }
      : (left.shift() ?? { error: new Error("no step is left") }),
  );
}
const finalOf = (events: readonly ForkEvent[]) => events.find(({ final }) => final === true);
const kindOf = ({ sync, final, type, event }: ForkEvent) =>
  sync === true ? "sync" : final === true ? "final" : (type ?? event ?? "?");
const turn = (id: string, parent: string, text: string, conversationId: string) => ({
  ...question,
  messageId: id,
  parentMessageId: parent,
  text,
  conversationId,
});

describe("a fork's chat", () => {
  test("streams the original's events, and saves conversation, question and answer", async () => {
    const { host } = await start(
      withTitle({ text: "I plot. ", calls: [code] }, { text: "It is 42." }),
      [{ stdout: "42\n", results: [chart], writes: { "out.csv": "a\n1\n" } }],
    );
    const events = await allOf(await host.post("/chat", question));
    const kinds = events.map(kindOf).filter((kind, at, all) => kind !== all[at - 1]);
    expect(kinds[0]).toBe("sync");
    expect(kinds.at(-1)).toBe("final");
    expect(kinds).toEqual(expect.arrayContaining(["text", "tool_call", "on_context_metrics"]));
    const [sync] = events;
    expect(sync).toMatchObject({
      requestMessage: { messageId: "m1", parentMessageId: ROOT, endpoint: "e2bAssistants" },
      responseMessage: {
        messageId: "m1_",
        parentMessageId: "m1",
        model: "data-analyst",
        sender: "Data Analyst",
      },
    });
    const calls = events.flatMap(({ tool_call }) => tool_call ?? []);
    expect(calls[0]?.progress).toBe(0.1);
    expect(calls.at(-1)).toMatchObject({
      name: "execute_code",
      input: "plot()",
      output: "42\n",
      progress: 1,
      elapsedTime: expect.any(Number),
      startTime: expect.any(Number),
    });
    const final = finalOf(events);
    expect(final?.title).toBe("Sum Of Sales");
    const content = final?.responseMessage?.content ?? [];
    expect(content.map(({ type }) => type)).toEqual(["text", "tool_call", "text"]);
    expect(JSON.stringify(content[2])).toMatch(/!\[c1-1\.png\]\(http[^)]+\).*It is 42\./);
    const conversationId = String(final?.conversation?.["conversationId"]);
    expect(host.saves).toEqual(["convo", "question", "answer", "convo"]);
    expect(host.convos.get(conversationId)).toMatchObject({
      user: "ada",
      endpoint: "e2bAssistants",
      assistant_id: "data-analyst",
      title: final?.title,
    });
    expect(host.messages.get("m1_")).toMatchObject({ content, text: final?.responseMessage?.text });
  });

  test("answers a file of the run under the address that a fork downloads from", async () => {
    const { host } = await start(
      withTitle({ calls: [saving] }, { text: "See [out](sandbox:/mnt/data/out.csv)." }),
      [
        {
          stdout: "ok\n",
          results: [],
          writes: { "out.csv": "a\n1\n" },
        },
      ],
    );
    const final = finalOf(await allOf(await host.post("/chat", question)));
    const [, path = ""] = /\((\/files\/ada\/[^)]+\/out\.csv)\)/.exec(
      final?.responseMessage?.text ?? "",
    ) ?? [""];
    expect(path).not.toBe("");
    const file = await host.call(path);
    expect(await file.text()).toBe("a\n1\n");
    expect((await host.call(path, { user: "bob" })).status).toBe(404);
  });

  test("stopped: the abort answers with what there is, and a reload shows it", async () => {
    const begun = Promise.withResolvers<void>();
    const { host } = await start(withTitle({ text: "I wait.", calls: [code] }), [
      { stdout: "one\n", hangs: true, onStart: begun.resolve },
    ]);
    const response = await host.post("/chat", question);
    const events: ForkEvent[] = [];
    let aborted: Promise<Response> | undefined;
    let kept: unknown;
    for await (const event of eventsOf(response)) {
      events.push(event);
      if (event.tool_call === undefined || aborted !== undefined) continue;
      await begun.promise;
      const id = events[0]?.requestMessage?.["conversationId"];
      aborted = host.post("/chat/abort", { abortKey: `${String(id)}:m1`, endpoint: "x" });
      // A reload would see it now.
      void aborted.then(() => (kept = host.messages.get("m1_")));
    }
    const answer = (await (await aborted)?.json()) as ForkEvent;
    expect(kept).toBeDefined();
    expect(answer).toMatchObject({ final: true, responseMessage: { unfinished: true } });
    expect(finalOf(events)).toEqual(answer);
    expect(host.messages.get("m1")).toMatchObject({ text: "Sum it" });
    expect(host.messages.get("m1_")).toMatchObject({
      unfinished: true,
      content: expect.arrayContaining([
        { type: "text", text: { value: "I wait." } },
        {
          type: "tool_call",
          tool_call: expect.objectContaining({
            output: expect.stringContaining("one"),
            progress: 1,
          }),
        },
      ]),
    });
    const again = await host.post("/abort", { abortKey: "c1:m1" });
    expect(again.status).toBe(404);
    expect(await again.json()).toMatchObject({ error: expect.any(String) });
  });

  test("left by the browser: the run is stopped, and what there is is saved", async () => {
    const begun = Promise.withResolvers<void>();
    const { host } = await start(withTitle({ text: "I wait.", calls: [code] }), [
      { stdout: "one\n", hangs: true, onStart: begun.resolve },
    ]);
    const gone = new AbortController();
    const response = await host.post("/chat", question, { signal: gone.signal });
    const reading = allOf(response).catch(() => undefined);
    await begun.promise;
    gone.abort();
    await reading;
    await host.answerSaved();
    expect(host.messages.get("m1_")).toMatchObject({ unfinished: true });
  });

  test("when the server ends in the middle: the answer says so, and is saved", async () => {
    const { host, server, model } = await start([{ text: "Half an", untilAborted: true }], []);
    const reading = host.post("/chat", turn("m1", "m0", "Go", "c1")).then(allOf);
    await model.waitsAt(0);
    await server.server.close();
    const final = finalOf(await reading);
    expect(final?.responseMessage?.text).toMatch(/^Half an[^]*restarted/);
    expect(host.messages.get("m1_")).toMatchObject({ text: final?.responseMessage?.text });
  });

  test("goes on, branches at an edit, and answers again beside the first answer", async () => {
    const seen: string[] = [];
    const step = (text: string) => ({
      text,
      expect: (messages: readonly { text: string }[]) => {
        seen.push(
          messages
            .slice(1)
            .map((message) => message.text)
            .join("|"),
        );
      },
    });
    const { host } = await start(["A1", "A2", "A3", "A4"].map(step), []);
    const ask = async (body: object) => finalOf(await allOf(await host.post("/chat", body)));
    await ask(turn("m1", "p0", "Q1", "c1"));
    await ask(turn("m2", "m1_", "Q2", "c1"));
    expect(seen[1]).toMatch(/Q1\|A1\|Q2/);
    // An edited second question knows nothing of the first one.
    await ask(turn("m3", "m1_", "Q3", "c1"));
    expect(seen[2]).toMatch(/Q1\|A1\|Q3/);
    expect(seen[2]).not.toContain("Q2");
    const again = await ask(turn("m3", "m1_", "Q3", "c1"));
    expect(again?.responseMessage?.messageId).toMatch(/^m3_.+/);
    expect(host.messages.get("m3_")).toMatchObject({ text: "A3" });
    expect([...host.messages.values()].map(({ text }) => text)).toEqual(
      expect.arrayContaining(["Q1", "A1", "Q2", "A2", "Q3", "A3", "A4"]),
    );
  });

  test("has the bytes of files in the fork's own storage", async () => {
    const { host, sandbox } = await start(
      [{ calls: [code] }, { text: "Read." }],
      [{ cell: "profile" }, {}],
      {
        openFile: async (_request, { file_id }) => ({
          name: `销售 ${file_id}.csv`,
          body: Readable.from([Buffer.from("a,b\n"), Buffer.from("1,2\n")]),
        }),
      },
    );
    await allOf(
      await host.post("/chat", {
        ...turn("m1", "m0", "Look", "c1"),
        files: [{ file_id: "f1", filename: "x" }],
      }),
    );
    expect(sandbox.readText("销售 f1.csv")).toBe("a,b\n1,2\n");
  });

  test.each([
    ["an assistant that is not there", { assistant_id: "asst_none" }, 404],
    ["no words", { text: "" }, 400],
    ["a file that is not there", { files: [{ file_id: "none" }] }, 400],
  ])("with %s is refused, and nothing is saved", async (_what, fields, status) => {
    const { host } = await start([], []);
    const body = { ...turn("m1", "m0", "Go", "c1"), ...fields };
    const response = await host.post("/chat", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: expect.any(String) });
    expect(host.saves).toEqual([]);
  });

  test("is for who the fork has logged in", async () => {
    const { host } = await start([], []);
    const response = await fetch(`${host.base}/chat`, { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
  });
});

describe("a fork's assistants", () => {
  test("are made, listed, changed and deleted; lists of nothing come before ids", async () => {
    const { host } = await start([], []);
    const entered = {
      name: "课程",
      instructions: "Be brief.",
      e2b_sandbox_template: "",
      allowed_libraries: ["pandas"],
      env_vars: { TOKEN: "secret-value" },
      data_sources: [
        {
          id: "d1",
          type: "mysql",
          name: "shop",
          config: { host: "db", port: 3306, database: "d", user: "u", password: "p@ssword" },
        },
      ],
    };
    // A database is named by the fork's admins only.
    expect((await host.post("/", entered)).status).toBe(403);
    const made = await host.post("/", entered, { headers: { "x-role": "ADMIN" } });
    expect(made.status).toBe(201);
    const document = (await made.json()) as Record<string, unknown>;
    expect(document).toMatchObject({
      id: expect.stringMatching(/^asst_/),
      prompt: "Be brief.",
      instructions: "Be brief.",
      model: "data-analyst",
      author: "ada",
      code_files: [],
      env_vars: { TOKEN: "********" },
      data_sources: [{ id: "d1", config: { host: "db", password: "********" } }],
    });
    expect(JSON.stringify(document)).not.toMatch(/secret-value|p@ssword/);
    const path = `/${String(document["id"])}`;
    const list = async (user = "ada") =>
      ((await (await host.call("/", { user })).json()) as { data: { name: string }[] }).data.map(
        ({ name }) => name,
      );
    expect(await list()).toEqual(["Data Analyst", "课程"]);
    expect(await list("bob")).toEqual(["Data Analyst"]);
    // A form gives everything back as it came, masks too.
    const change = { ...document, instructions: "" };
    const patched = await host.call(path, { method: "PATCH", body: JSON.stringify(change) });
    expect(await patched.json()).toMatchObject({ prompt: "", env_vars: { TOKEN: "********" } });
    for (const [method, user, status] of [
      ["GET", "bob", 404],
      ["PATCH", "bob", 404],
      ["DELETE", "bob", 404],
      ["DELETE", "ada", 200],
      ["GET", "ada", 404],
    ] as const) {
      const body = method === "PATCH" ? "{}" : undefined;
      const response = await host.call(path, { method, user, body });
      expect([method, user, response.status]).toEqual([method, user, status]);
      expect(Object.keys((await response.json()) as object)).toContain(
        status === 200 ? "message" : "error",
      );
    }
    for (const none of ["/documents", "/tools"])
      expect(await (await host.call(none)).json()).toEqual([]);
    const builtIn = await host.call("/data-analyst", { method: "PATCH", body: "{}" });
    expect(builtIn.status).toBe(403);
  });
});
