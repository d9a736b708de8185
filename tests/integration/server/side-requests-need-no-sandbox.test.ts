import { afterEach, describe, expect, test } from "@jest/globals";
import { poolOf } from "../../helpers/analyst.ts";
import { createServerRecords } from "../../helpers/memory-records.ts";
import { callerOf } from "../../helpers/callers.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";
import { readEvents, startScriptedServer, type ScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const titlePrompt = (question: string) =>
  `Provide a concise, 5-word-or-less title for the conversation, using title case conventions. Only return the title itself.\n\nConversation:\nUser: ${question}\nAI: `;
const titleRequest = (question: string, model = "analyst-title") => ({
  model,
  stream: false,
  messages: [{ role: "user", content: titlePrompt(question) }],
});
const CHECKPOINT =
  "Hold on, before you continue I need you to write me a checkpoint of everything so far. Include …";
const checkpointRequest = (stream: boolean) => ({
  model: "data-analyst",
  stream,
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "销售额的总和是多少？" },
        { type: "file", file: { filename: "a.csv", file_data: "data:text/csv;base64,YQox" } },
      ],
    },
    { role: "assistant", content: "总和是 42。" },
    { role: "user", content: CHECKPOINT },
  ],
});
const content = async (response: Response) =>
  ((await response.json()) as { choices: { message: { content: string } }[] }).choices[0]?.message
    .content;

describe("a title", () => {
  test.each(["analyst-title", "data-analyst"])(
    "asked of %s is the model's, plain and short",
    async (name) => {
      const model = scriptedModel({
        text: '**"Sales by Region"**\nThat is my title.',
        expect: (_messages, tools) => expect(tools).toEqual([]),
      });
      const records = createServerRecords();
      server = await startScriptedServer({ model, sandboxes: poolOf(), records });
      expect(await content(await server.post(titleRequest("Which region sold most?", name)))).toBe(
        "Sales by Region",
      );
      expect(await records.threads.list(callerOf("ada"))).toEqual([]);
      model.assertDone();
    },
  );

  test("is made of the question where there is no language model, or it fails", async () => {
    const model = scriptedModel({ error: Object.assign(new Error("down"), { status: 400 }) });
    server = await startScriptedServer({ model, sandboxes: poolOf() });
    expect(await content(await server.post(titleRequest("Which region sold most of all?")))).toBe(
      "Which Region Sold Most Of",
    );
    await server.close();
    server = await startScriptedServer({
      model: scriptedModel(),
      sandboxes: poolOf(),
      isRules: true,
    });
    expect(
      await content(await server.post(titleRequest("各地区的销售额占比是多少？请画图。"))),
    ).toBe("各地区的销售额占比是多少");
  });
});

describe("a checkpoint", () => {
  test("is the model's own words without tools, as plain text", async () => {
    const model = scriptedModel({
      text: "目标：求销售额总和。结果：42。",
      expect: (messages, tools) => {
        expect(tools).toEqual([]);
        expect(messages[0]?.text).toContain("请用中文书写");
        expect(messages.at(-1)?.text).toContain("Hold on");
      },
    });
    server = await startScriptedServer({ model, sandboxes: poolOf() });
    const events = (await readEvents(await server.post(checkpointRequest(true)))) as {
      choices: { delta: { content?: string; reasoning_content?: string } }[];
    }[];
    expect(events.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe(
      "目标：求销售额总和。结果：42。",
    );
    expect(JSON.stringify(events)).not.toContain("reasoning_content");
    model.assertDone();
  });

  test("is made of questions and answers where there is no language model", async () => {
    server = await startScriptedServer({
      model: scriptedModel(),
      sandboxes: poolOf(),
      isRules: true,
    });
    const words = await content(await server.post(checkpointRequest(false)));
    expect(words).toMatch(/目前为止的对话[^]*销售额的总和是多少[^]*总和是 42/);
  });

  test("is not what a question about checkpoints asks", async () => {
    const model = scriptedModel({ text: "A run of an analysis." });
    const records = createServerRecords();
    server = await startScriptedServer({ model, sandboxes: poolOf(), records });
    const messages = [
      { role: "user", content: "What is a checkpoint? Hold on, before you continue." },
    ];
    await server.post({ model: "data-analyst", messages });
    expect(await records.threads.list(callerOf("ada"))).toHaveLength(1);
  });
});
