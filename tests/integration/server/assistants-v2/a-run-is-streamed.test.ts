import { afterEach, describe, expect, test } from "@jest/globals";
import OpenAI, { toFile } from "openai-5";
import { poolOf } from "../../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../../helpers/scripted-sandbox.ts";
import { scriptedModel, type ScriptedModelStep } from "../../../helpers/scripted-model.ts";
import { startScriptedServer, type ScriptedServer } from "../scripted-server.ts";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const bytes = Buffer.from("iVBORw0KGgo=", "base64");
const chart = { isMain: false, images: [{ mime: "image/png" as const, bytes }] };
const code = (source: string) => ({
  name: "execute_code",
  args: { title: "Sum the sales", code: source },
});

async function start(
  steps: ScriptedModelStep[],
  cells: Parameters<typeof createScriptedSandbox>[0],
) {
  const model = scriptedModel(...steps);
  const sandbox = createScriptedSandbox(cells);
  server = await startScriptedServer({ model, sandboxes: poolOf(sandbox) });
  // As LibreChat makes it.
  const client = new OpenAI({
    apiKey: server.key,
    baseURL: `${server.server.url}/v1`,
    maxRetries: 0,
  });
  return { client, model, sandbox };
}

const assistant_id = "asst_data-analyst";

/** A chart of one cell, and words before and after. */
const analysis = () =>
  start(
    [
      { text: "I will sum it. ", calls: [code("plot()")] },
      { text: "The 销售 sum is 42, see ![it](sandbox:/mnt/data/c1-1.png)." },
    ],
    [{ stdout: "42\n", results: [chart] }],
  );

/** The events of one message. */
const message = (...inner: string[]) => [
  "thread.run.step.created",
  "thread.run.step.in_progress",
  "thread.message.created",
  "thread.message.in_progress",
  ...inner,
  "thread.message.completed",
  "thread.run.step.completed",
];

describe("a run", () => {
  test("streams OpenAI's events in OpenAI's order", async () => {
    const { client, model } = await analysis();
    const thread = await client.beta.threads.create({
      messages: [{ role: "user", content: "Sum it" }],
    });
    const stream = await client.beta.threads.runs.create(thread.id, {
      assistant_id,
      model: "gpt-5.6",
      stream: true,
    });
    const names: string[] = [];
    for await (const { event } of stream)
      if (names.at(-1) !== event || !event.endsWith("delta")) names.push(event);
    model.assertDone();
    expect(names).toEqual([
      "thread.run.created",
      "thread.run.queued",
      "thread.run.in_progress",
      ...message("thread.message.delta"),
      "thread.run.step.created",
      "thread.run.step.in_progress",
      "thread.run.step.delta",
      "thread.run.step.completed",
      ...message("thread.message.delta"),
      "thread.run.completed",
    ]);
  });

  test("is understood by the stream manager of the client that LibreChat has", async () => {
    const { client } = await analysis();
    const thread = await client.beta.threads.create();
    await client.beta.threads.messages.create(thread.id, { role: "user", content: "Sum it" });
    const logs: string[] = [];
    const stream = client.beta.threads.runs
      .stream(thread.id, { assistant_id })
      .on("toolCallDelta", (delta) => {
        if (delta.type !== "code_interpreter") return;
        for (const output of delta.code_interpreter?.outputs ?? [])
          if (output.type === "logs") logs.push(output.logs ?? "");
      });
    const steps = await stream.finalRunSteps();
    const run = await stream.finalRun();
    const messages = await stream.finalMessages();
    expect(run).toMatchObject({
      status: "completed",
      model: "data-analyst",
      usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
    });
    expect(logs.join("")).toBe("42\n");
    const details = steps.map(({ step_details, status }) => ({ step_details, status }));
    expect(details[1]).toMatchObject({
      status: "completed",
      step_details: {
        type: "tool_calls",
        tool_calls: [
          {
            type: "code_interpreter",
            code_interpreter: { input: "plot()", outputs: [{ type: "logs", logs: "42\n" }] },
          },
        ],
      },
    });
    const texts = messages.map(({ content }) =>
      content[0]?.type === "text" ? content[0].text : undefined,
    );
    expect(texts[0]?.value).toBe("I will sum it. ");
    expect(texts[1]?.value).toBe(
      "![c1-1.png](sandbox:/mnt/data/c1-1.png)\n\nThe 销售 sum is 42, see [it](sandbox:/mnt/data/c1-1.png).",
    );
    const annotations = texts[1]?.annotations ?? [];
    expect(annotations).toHaveLength(2);
    for (const { start_index, end_index, text, ...rest } of annotations) {
      expect(texts[1]?.value.slice(start_index, end_index)).toBe(text);
      const id = rest.type === "file_path" ? rest.file_path.file_id : "";
      const file = await client.files.retrieve(id);
      expect(file).toMatchObject({ filename: "c1-1.png", purpose: "assistants_output" });
      const content = await client.files.content(id);
      expect(Buffer.from(await content.arrayBuffer())).toEqual(bytes);
    }
  });

  test("stored, is what was streamed", async () => {
    const { client } = await analysis();
    const thread = await client.beta.threads.create({
      messages: [{ role: "user", content: "Sum it" }],
    });
    const stream = client.beta.threads.runs.stream(thread.id, { assistant_id });
    const streamed = await stream.finalMessages();
    const steps = await stream.finalRunSteps();
    const { id } = await stream.finalRun();
    const messages = await client.beta.threads.messages.list(thread.id, { order: "asc" });
    expect(messages.data.slice(1).map(({ id, role }) => [id, role])).toEqual(
      streamed.map(({ id }) => [id, "assistant"]),
    );
    expect(messages.data.map(({ status }) => status)).toEqual(Array(3).fill("completed"));
    const stored = await client.beta.threads.runs.steps.list(id, {
      thread_id: thread.id,
      order: "asc",
    });
    expect(stored.data).toEqual(steps);
    const [, second] = stored.data;
    expect(
      await client.beta.threads.runs.steps.retrieve(second?.id ?? "", {
        thread_id: thread.id,
        run_id: id,
      }),
    ).toEqual(second);
  });

  test("made with its thread begins with the thread, and goes on in it", async () => {
    const { client, model } = await start(
      [
        { text: "Hello." },
        {
          text: "Again.",
          expect: (messages) =>
            expect(messages.map(({ text }) => text).join("|")).toMatch(/Hi\|Hello\.\|And now\?/),
        },
      ],
      [],
    );
    const thread = { messages: [{ role: "user" as const, content: "Hi" }] };
    const stream = await client.beta.threads.createAndRun({ assistant_id, thread, stream: true });
    let threadId = "";
    let first = "";
    for await (const event of stream) {
      first ||= event.event;
      if (event.event === "thread.created") threadId = event.data.id;
    }
    expect(first).toBe("thread.created");
    const run = await client.beta.threads.runs.createAndPoll(threadId, {
      assistant_id,
      additional_messages: [{ role: "user", content: "And now?" }],
    });
    expect(run.status).toBe("completed");
    model.assertDone();
    const { data } = await client.beta.threads.messages.list(threadId, { run_id: run.id });
    expect(data.map(({ content }) => content[0])).toMatchObject([{ text: { value: "Again." } }]);
    const runs = await client.beta.threads.runs.list(threadId);
    expect(runs.data.map(({ status }) => status)).toEqual(["completed", "completed"]);
  });

  test("has the files of its messages, by their names", async () => {
    const { client, sandbox } = await start(
      [{ calls: [code("read()")] }, { text: "Read." }],
      [{ cell: "profile" }, { cell: "read" }],
    );
    const upload = await toFile(Buffer.from("a,b\n1,2\n"), "销售 2024.csv");
    const file = await client.files.create({ file: upload, purpose: "assistants" });
    expect(file).toMatchObject({
      id: expect.stringMatching(/^file-/),
      filename: "销售 2024.csv",
      bytes: 8,
      status: "processed",
    });
    const thread = await client.beta.threads.create({
      messages: [
        {
          role: "user",
          content: "Look",
          attachments: [{ file_id: file.id, tools: [{ type: "code_interpreter" }] }],
        },
      ],
    });
    const run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id });
    expect(run.status).toBe("completed");
    expect(sandbox.readText("销售 2024.csv")).toBe("a,b\n1,2\n");
    const listed = await client.files.list();
    expect(listed.data.map(({ id }) => id)).toEqual([file.id]);
  });

  test("of a thread with a history knows it", async () => {
    const { client, model } = await start(
      [
        {
          text: "Yes.",
          expect: (messages) =>
            expect(messages.map(({ text }) => text).join("|")).toMatch(/First\|Answer\|Second/),
        },
      ],
      [],
    );
    const { id } = await client.beta.threads.create({
      messages: [
        { role: "user", content: "First" },
        { role: "assistant", content: "Answer" },
        { role: "user", content: "Second" },
      ],
    });
    await client.beta.threads.runs.createAndPoll(id, { assistant_id });
    model.assertDone();
  });

  test("that breaks has failed, says why, and keeps what was said", async () => {
    const error = Object.assign(new Error("boom"), { status: 400 });
    const { client } = await start([{ text: "Half an", error }], []);
    const { id } = await client.beta.threads.create({
      messages: [{ role: "user", content: "Go" }],
    });
    const stream = client.beta.threads.runs.stream(id, { assistant_id });
    const run = await stream.finalRun();
    expect(run).toMatchObject({ status: "failed", last_error: { code: "server_error" } });
    expect(run.last_error?.message).not.toMatch(/boom| at /);
    const { data } = await client.beta.threads.messages.list(id, { run_id: run.id });
    expect(data).toMatchObject([
      {
        status: "incomplete",
        incomplete_details: { reason: "run_failed" },
        content: [{ text: { value: expect.stringContaining("Half an") } }],
      },
    ]);
  });
});
