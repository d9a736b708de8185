import { afterEach, describe, expect, test } from "@jest/globals";
import type OpenAI from "openai";
import { poolOf } from "../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";
import { readEvents, startScriptedServer, type ScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const code = (source: string) => ({
  name: "execute_code",
  args: { title: "Sum the sales", code: source },
});
const bytes = Buffer.from("iVBORw0KGgo=", "base64");

/** One cell with a chart, then the answer. */
function analysis() {
  const model = scriptedModel({ calls: [code("plot()")] }, { text: "The sum is 42." });
  const sandbox = createScriptedSandbox([
    { stdout: "42\n", results: [{ isMain: false, images: [{ mime: "image/png", bytes }] }] },
  ]);
  return { model, sandboxes: poolOf(sandbox) };
}

const ask = (content: string | OpenAI.ChatCompletionContentPart[]) => ({
  model: "data-analyst",
  messages: [{ role: "user" as const, content }],
});

interface Chunk {
  readonly choices: {
    delta: { role?: string; content?: string; reasoning_content?: string; tool_calls?: unknown };
    finish_reason: string | null;
  }[];
  readonly usage?: { total_tokens: number };
}

const portless = (text = "") => text.replaceAll(/127\.0\.0\.1:\d+/g, "host");

describe("a chat request", () => {
  test("streamed with the official client: role first, cell and chart in the content, live output beside, usage at the end", async () => {
    const parts = analysis();
    server = await startScriptedServer(parts);
    const stream = await server
      .client()
      .chat.completions.create({ ...ask("Sum it"), stream: true });
    const chunks: Chunk[] = [];
    for await (const chunk of stream) chunks.push(chunk as Chunk);
    parts.model.assertDone();
    const deltas = chunks.map(({ choices }) => choices[0]?.delta ?? {});
    expect(deltas[0]).toEqual({ role: "assistant", content: "" });
    const content = deltas.map((delta) => delta.content ?? "").join("");
    expect(content).toMatch(
      /^\*\*Sum the sales\*\*\n\n```python\nplot\(\)\n```\n\n```text\n42\n```\n\n!\[c1-1\.png\]\(http:\/\/127\.0\.0\.1:\d+\/d\/token\/c1-1\.png\)\n\nThe sum is 42\.$/,
    );
    expect(deltas.map((delta) => delta.reasoning_content ?? "").join("")).toBe("42\n");
    expect(deltas.every((delta) => delta.tool_calls === undefined)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ delta: {}, finish_reason: "stop" }],
      usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
    });
  });

  test("not streamed: the same content", async () => {
    server = await startScriptedServer(analysis());
    const whole = await server.client().chat.completions.create(ask("Sum it"));
    await server.close();
    server = await startScriptedServer(analysis());
    const stream = await server
      .client()
      .chat.completions.create({ ...ask("Sum it"), stream: true });
    let content = "";
    for await (const chunk of stream) content += chunk.choices[0]?.delta.content ?? "";
    expect(portless(whole.choices[0]?.message.content ?? "")).toBe(portless(content));
    expect(whole.usage?.total_tokens).toBe(30);
  });

  test("usage comes in a chunk of its own for a client that asks for it", async () => {
    server = await startScriptedServer({
      model: scriptedModel({ text: "Hi." }),
      sandboxes: poolOf(),
    });
    const body = { ...ask("Hello"), stream: true, stream_options: { include_usage: true } };
    const chunks = (await readEvents(await server.post(body))) as Chunk[];
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 15 } });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
  });

  test("steps says how much of the way is shown", async () => {
    server = await startScriptedServer(analysis());
    const response = await server.post({ ...ask("Sum it"), steps: "none" });
    const body = (await response.json()) as OpenAI.ChatCompletion;
    expect(body.choices[0]?.message.content).toMatch(
      /^The sum is 42\.\n\n!\[c1-1\.png\]\([^)]+\)$/,
    );
  });

  test("PUBLIC_URL is the beginning of every link", async () => {
    server = await startScriptedServer(analysis(), { PUBLIC_URL: "https://files.example.org" });
    const whole = await server.client().chat.completions.create(ask("Sum it"));
    expect(whole.choices[0]?.message.content).toContain(
      "(https://files.example.org/d/token/c1-1.png)",
    );
  });

  test("system messages are standing instructions", async () => {
    const model = scriptedModel({
      text: "Ahoy.",
      expect: (messages) => expect(messages[0]?.text).toContain("Speak like a sailor."),
    });
    server = await startScriptedServer({ model, sandboxes: poolOf() });
    const messages = [
      { role: "system", content: "Speak like a sailor." },
      ...ask("Hello").messages,
    ];
    expect((await server.post({ ...ask(""), messages })).status).toBe(200);
    model.assertDone();
  });

  test("a run that breaks ends with an error in the stream, after what was said", async () => {
    const model = scriptedModel({
      text: "Half an",
      error: Object.assign(new Error("boom"), { status: 400 }),
    });
    server = await startScriptedServer({ model, sandboxes: poolOf() });
    const events = await readEvents(await server.post({ ...ask("Tell me"), stream: true }));
    const content = (events as Chunk[])
      .map(({ choices }) => choices?.[0]?.delta.content ?? "")
      .join("");
    expect(content).toBe("Half an");
    expect(events.at(-1)).toMatchObject({
      error: { type: "server_error", code: "model_rejected" },
    });
    expect(JSON.stringify(events)).not.toContain(" at ");
  });

  test.each([
    ["no JSON", "{", 400, /not valid JSON/],
    ["no messages", { model: "data-analyst" }, 400, /messages/],
    ["an empty question", ask("  "), 400, /empty/],
    [
      "no user message",
      { model: "data-analyst", messages: [{ role: "system", content: "x" }] },
      400,
      /no message/,
    ],
    ["only a summary", ask("<summary>Long ago.</summary>"), 400, /tokenConfig/],
    ["an unknown assistant", { ...ask("Hi"), model: "asst_none" }, 404, /asst_none|assistant/],
    ["several answers", { ...ask("Hi"), n: 3 }, 400, /one answer/],
  ])(
    "%s is refused in OpenAI's shape, not to be sent again",
    async (_what, body, status, message) => {
      server = await startScriptedServer({ model: scriptedModel(), sandboxes: poolOf() });
      const response = await server.post(body);
      expect(response.status).toBe(status);
      expect(response.headers.get("x-should-retry")).toBe("false");
      expect(await response.json()).toEqual({
        error: {
          message: expect.stringMatching(message),
          type: "invalid_request_error",
          param: null,
          code: expect.any(String),
        },
      });
    },
  );

  test("a Chinese question is refused in Chinese", async () => {
    server = await startScriptedServer({ model: scriptedModel(), sandboxes: poolOf() });
    const response = await server.post({ ...ask("你好"), model: "asst_none" });
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringMatching(/助手/) },
    });
  });
});
