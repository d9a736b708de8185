import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import OpenAI, { AzureOpenAI, toFile } from "openai-5";
import { createFileStore } from "../../../../src/files/file-store.ts";
import { poolOf } from "../../../helpers/analyst.ts";
import { createMemoryBytes } from "../../../helpers/memory-bytes.ts";
import { createServerRecords } from "../../../helpers/memory-records.ts";
import { NO_LIMITS } from "../../../helpers/memory-store.ts";
import { scriptedModel } from "../../../helpers/scripted-model.ts";
import { startScriptedServer, type ScriptedServer } from "../scripted-server.ts";

let server: ScriptedServer;
let client: OpenAI;
beforeEach(async () => {
  server = await startScriptedServer({ model: scriptedModel(), sandboxes: poolOf() });
  client = clientOf();
});
afterEach(async () => server.close());

const clientOf = (headers: Record<string, string> = {}) =>
  new OpenAI({
    apiKey: server.key,
    baseURL: `${server.server.url}/v1`,
    maxRetries: 0,
    defaultHeaders: headers,
  });
const other = () => clientOf({ "X-LibreChat-User-Id": "bob" });

const upload = async (content: string | Buffer, name: string) =>
  client.files.create({ file: await toFile(Buffer.from(content), name), purpose: "assistants" });

describe("assistants", () => {
  test("are made, read, changed and deleted as OpenAI's", async () => {
    const file = await client.files.create({
      file: await toFile(Buffer.from("a\n1\n"), "a.csv"),
      purpose: "assistants",
    });
    const made = await client.beta.assistants.create({
      model: "data-analyst",
      name: "课程",
      instructions: "Be brief.",
      temperature: 0.5,
      tools: [{ type: "code_interpreter" }],
      tool_resources: { code_interpreter: { file_ids: [file.id] } },
      metadata: { author: "u1", endpoint: "assistants" },
    });
    expect(made).toMatchObject({
      object: "assistant",
      id: expect.stringMatching(/^asst_/),
      name: "课程",
      model: "data-analyst",
      instructions: "Be brief.",
      temperature: 0.5,
      tools: [{ type: "code_interpreter" }],
      tool_resources: { code_interpreter: { file_ids: [file.id] } },
      metadata: { author: "u1", endpoint: "assistants" },
    });
    const changed = await client.beta.assistants.update(made.id, {
      model: "gpt-4.1",
      instructions: null,
      top_p: 0.9,
    });
    expect(changed).toEqual({ ...made, model: "gpt-4.1", instructions: "", top_p: 0.9 });
    expect(await client.beta.assistants.retrieve(made.id)).toEqual(changed);
    expect(await client.beta.assistants.delete(made.id)).toEqual({
      id: made.id,
      object: "assistant.deleted",
      deleted: true,
    });
    await expect(client.beta.assistants.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  test("are listed, the built-in one too, in pages and either way", async () => {
    for (const name of ["one", "two"]) await client.beta.assistants.create({ model: "m", name });
    const names = async (query: OpenAI.Beta.AssistantListParams) => {
      const found: (string | null)[] = [];
      for await (const { name } of client.beta.assistants.list(query)) found.push(name);
      return found;
    };
    expect(await names({ limit: 1, order: "desc" })).toEqual(["Data Analyst", "two", "one"]);
    expect(await names({ order: "asc" })).toEqual(["one", "two", "Data Analyst"]);
    const { body } = (await client.beta.assistants.list({ limit: 2 })) as unknown as {
      body: object;
    };
    expect(body).toMatchObject({
      object: "list",
      first_id: "asst_data-analyst",
      last_id: expect.stringMatching(/^asst_/),
      has_more: true,
    });
  });

  test.each([
    ["a function", { tools: [{ type: "function", function: { name: "f" } }] }, /code_interpreter/],
    ["a vector store", { tool_resources: { file_search: { vector_store_ids: ["vs_1"] } } }, /file/],
    ["a shape of answers", { response_format: { type: "json_object" } }, /shape/],
    [
      "a file that is not there",
      { tool_resources: { code_interpreter: { file_ids: ["file-x"] } } },
      /x/,
    ],
  ])("with %s are refused", async (_what, fields, message) => {
    const body = { model: "m", name: "n", ...fields } as OpenAI.Beta.AssistantCreateParams;
    await expect(client.beta.assistants.create(body)).rejects.toMatchObject({
      status: 400,
      type: "invalid_request_error",
      message: expect.stringMatching(message),
    });
  });

  test("that are built in are not changed, and another user's are not there", async () => {
    await expect(
      client.beta.assistants.update("asst_data-analyst", { name: "Mine" }),
    ).rejects.toMatchObject({ status: 403 });
    const { id } = await client.beta.assistants.create({ model: "m", name: "n" });
    await expect(other().beta.assistants.retrieve(id)).rejects.toMatchObject({ status: 404 });
    await expect(other().beta.assistants.delete(id)).rejects.toMatchObject({ status: 404 });
  });
});

describe("files", () => {
  test("come back byte by byte, and go when they are deleted", async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 256));
    const { id, bytes: size } = await upload(bytes, "数据.parquet");
    expect(size).toBe(300_000);
    const answer = await client.files.content(id);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(answer.headers.get("content-disposition")).toContain(encodeURIComponent("数据"));
    await expect(other().files.retrieve(id)).rejects.toMatchObject({ status: 404 });
    await expect(other().files.content(id)).rejects.toMatchObject({ status: 404 });
    await expect(other().files.delete(id)).rejects.toMatchObject({ status: 404 });
    expect(await client.files.delete(id)).toEqual({ id, object: "file", deleted: true });
    await expect(client.files.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  test("that are empty, or no form at all, are refused", async () => {
    await expect(upload("", "empty.csv")).rejects.toMatchObject({ status: 400 });
    expect((await client.files.list()).data).toEqual([]);
    for (const [type, body] of [
      ["application/json", "{}"],
      ["multipart/form-data", "x"],
      ["multipart/form-data; boundary=b", "--b\r\n"],
      ["multipart/form-data; boundary=b", "--b--\r\n"],
    ] as const) {
      const response = await fetch(`${server.server.url}/v1/files`, {
        method: "POST",
        headers: { authorization: `Bearer ${server.key}`, "content-type": type },
        body,
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
    }
  });

  test("that are too large are refused while they come, and the client reads why", async () => {
    await server.close();
    const records = createServerRecords();
    const limits = { ...NO_LIMITS, file: 1_000_000 };
    const bytes = createMemoryBytes();
    const files = createFileStore({ bytes, records: records.files, limits });
    const parts = { model: scriptedModel(), sandboxes: poolOf(), records, files };
    server = await startScriptedServer(parts);
    client = clientOf();
    await expect(upload(Buffer.alloc(2_000_000), "big.csv")).rejects.toMatchObject({ status: 413 });
    expect((await client.files.list()).data).toEqual([]);
  });

  test("that break off in the middle leave nothing", async () => {
    const { port, hostname } = new URL(server.server.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      [
        "POST /v1/files HTTP/1.1",
        "Host: 127.0.0.1",
        `Authorization: Bearer ${server.key}`,
        "Content-Type: multipart/form-data; boundary=b",
        "Content-Length: 100000",
        "",
        "--b",
        'Content-Disposition: form-data; name="file"; filename="a.csv"',
        "",
        "half",
      ].join("\r\n"),
    );
    const closed = once(socket, "close");
    socket.resume().end();
    await closed;
    expect((await client.files.list()).data).toEqual([]);
  });
});

describe("threads and messages", () => {
  test("keep what clients put there", async () => {
    const thread = await client.beta.threads.create({
      messages: [{ role: "user", content: "1", metadata: { messageId: "m1" } }],
      metadata: { user: "u1", conversationId: "c1" },
    });
    expect(thread.metadata).toEqual({ user: "u1", conversationId: "c1" });
    const changed = await client.beta.threads.update(thread.id, { metadata: { user: "u2" } });
    expect(await client.beta.threads.retrieve(thread.id)).toEqual(changed);
    const image = await client.files.create({
      file: await toFile(Buffer.from("png"), "p.png"),
      purpose: "vision",
    });
    expect(image.purpose).toBe("vision");
    const message = await client.beta.threads.messages.create(thread.id, {
      role: "user",
      content: [
        { type: "text", text: "2" },
        { type: "image_file", image_file: { file_id: image.id } },
      ],
    });
    const stamped = await client.beta.threads.messages.update(message.id, {
      thread_id: thread.id,
      metadata: { messageId: "m2" },
    });
    expect(stamped).toEqual({ ...message, metadata: { messageId: "m2" } });
    const place = { thread_id: thread.id };
    expect(await client.beta.threads.messages.retrieve(message.id, place)).toEqual(stamped);
    const { data } = await client.beta.threads.messages.list(thread.id, { order: "asc" });
    expect(data.map(({ metadata }) => metadata)).toEqual([
      { messageId: "m1" },
      { messageId: "m2" },
    ]);
    const page = await client.beta.threads.messages.list(thread.id, { limit: 1 });
    expect(page.data.map(({ id }) => id)).toEqual([message.id]);
    expect((await page.getNextPage()).data[0]?.metadata).toEqual({ messageId: "m1" });
  });

  test("of another user are not there, by any call", async () => {
    const { id } = await client.beta.threads.create({ messages: [{ role: "user", content: "1" }] });
    const { beta } = other();
    const assistant_id = "asst_data-analyst";
    for (const call of [
      async () => beta.threads.retrieve(id),
      async () => beta.threads.update(id, { metadata: {} }),
      async () => beta.threads.delete(id),
      async () => void (await beta.threads.messages.list(id)),
      async () => beta.threads.messages.create(id, { role: "user", content: "2" }),
      async () => beta.threads.runs.create(id, { assistant_id }),
      async () => void (await beta.threads.runs.list(id)),
    ])
      await expect(call()).rejects.toMatchObject({ status: 404 });
    expect((await client.beta.threads.messages.list(id)).data).toHaveLength(1);
  });

  test.each([
    ["no assistant", {}, 400],
    ["an assistant that is not there", { assistant_id: "asst_none" }, 404],
  ])("a run with %s is refused", async (_what, body, status) => {
    const { id } = await client.beta.threads.create({ messages: [{ role: "user", content: "1" }] });
    await expect(
      client.beta.threads.runs.create(id, body as OpenAI.Beta.Threads.RunCreateParamsNonStreaming),
    ).rejects.toMatchObject({ status });
  });

  test("a thread without a question cannot be run, nor a file that is not there attached", async () => {
    const { id } = await client.beta.threads.create();
    const assistant_id = "asst_data-analyst";
    await expect(client.beta.threads.runs.create(id, { assistant_id })).rejects.toMatchObject({
      status: 400,
    });
    await expect(
      client.beta.threads.messages.create(id, {
        role: "user",
        content: "x",
        attachments: [{ file_id: "file-none", tools: [] }],
      }),
    ).rejects.toMatchObject({ status: 400, message: expect.stringContaining("file-none") });
  });

  test("hostile bodies are refused without a stack", async () => {
    for (const body of ["{", "[]", "null", '"x"', '{"messages":[{"role":"root","content":""}]}']) {
      const response = await fetch(`${server.server.url}/v1/threads`, {
        method: "POST",
        headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
        body,
      });
      expect(response.status).toBe(400);
      expect(await response.text()).not.toMatch(/ at |node_modules/);
    }
    const none = await fetch(`${server.server.url}/v1/threads`, { method: "POST" });
    expect(none.status).toBe(401);
  });
});

describe("Azure's clients", () => {
  test("find the same under their own paths, by key header and version", async () => {
    const azure = new AzureOpenAI({
      apiKey: server.key,
      endpoint: server.server.url,
      apiVersion: "2024-05-01-preview",
      maxRetries: 0,
    });
    const { id } = await azure.beta.threads.create();
    expect((await client.beta.threads.retrieve(id)).id).toBe(id);
    expect((await azure.beta.assistants.list()).data[0]?.id).toBe("asst_data-analyst");
    const title = await azure.chat.completions.create({
      model: "gpt-3.5-turbo",
      max_tokens: 20,
      messages: [
        {
          role: "user",
          content:
            "Please generate a concise title (max 40 characters) for a conversation that starts with:\nUser: which region sold most?\nAssistant: North.\n\nTitle:",
        },
      ],
    });
    expect(title.choices[0]?.message.content).toMatch(/region/i);
  });
});
