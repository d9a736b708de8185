import { expect, test } from "@jest/globals";
import {
  type AIMessageChunk,
  HumanMessage,
  SystemMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import { MessagesValue, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { OfflineChatModel } from "../../../src/offline-model/offline-chat-model.ts";
import { sales } from "./profiles.ts";

const TOOL = {
  type: "function",
  function: { name: "execute_code", parameters: { type: "object", properties: {} } },
};
const SYSTEM = new SystemMessage(`\`\`\`json dataset-profiles\n${JSON.stringify([sales])}\n\`\`\``);
const QUESTION: BaseMessage[] = [SYSTEM, new HumanMessage("Total sales by region")];

async function collect(stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk[]> {
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

test("text and tool call stream in pieces that join to the whole", async () => {
  const model = new OfflineChatModel().bindTools([TOOL]);
  const chunks = await collect(await model.stream(QUESTION));
  expect(chunks.filter(({ text }) => text !== "").length).toBeGreaterThan(1);
  expect(
    chunks.filter((chunk) => (chunk.tool_call_chunks ?? []).length > 0).length,
  ).toBeGreaterThan(1);
  const whole = chunks.reduce((sum, chunk) => sum.concat(chunk));
  expect(whole.text).toMatch(/^Plan:\n1\. /);
  expect(whole.tool_calls).toHaveLength(1);
  expect(whole.tool_calls?.[0]).toMatchObject({ name: "execute_code", args: { step: 1 } });
  expect(String(whole.tool_calls?.[0]?.args["code"])).toContain("read_csv");
  expect(whole.invalid_tool_calls).toEqual([]);
});

test("no tokens are counted", async () => {
  const reply = await new OfflineChatModel().bindTools([TOOL]).invoke(QUESTION);
  expect(reply.usage_metadata).toMatchObject({
    input_tokens: 0,
    output_tokens: 0,
    total_tokens: 0,
  });
});

test("the same messages give the same reply, apart from the id of the call", async () => {
  const model = new OfflineChatModel().bindTools([TOOL]);
  const [first, second] = [await model.invoke(QUESTION), await model.invoke(QUESTION)];
  expect(first.text).toBe(second.text);
  expect(first.tool_calls?.[0]?.args).toEqual(second.tool_calls?.[0]?.args);
  expect(first.tool_calls?.[0]?.id).not.toBe(second.tool_calls?.[0]?.id);
});

test("without the tool no call is made", async () => {
  const reply = await new OfflineChatModel().invoke(QUESTION);
  expect(reply.tool_calls ?? []).toEqual([]);
  expect(reply.text).toContain("Offline model");
});

test("an aborted call ends", async () => {
  const abort = new AbortController();
  abort.abort(new Error("stop"));
  await expect(new OfflineChatModel().invoke(QUESTION, { signal: abort.signal })).rejects.toThrow(
    /stop|abort/i,
  );
});

test("an abort on the way ends the stream", async () => {
  const abort = new AbortController();
  const stream = await new OfflineChatModel().stream(QUESTION, { signal: abort.signal });
  const read = async () => {
    for await (const _chunk of stream) abort.abort(new Error("stop"));
  };
  await expect(read()).rejects.toThrow(/stop|abort/i);
});

test("a graph that invokes it in a node streams its tokens", async () => {
  const state = new StateSchema({ messages: MessagesValue });
  const graph = new StateGraph(state)
    .addNode("plan", async ({ messages }) => ({
      messages: await new OfflineChatModel().invoke(messages),
    }))
    .addEdge(START, "plan")
    .compile();
  const pieces: string[] = [];
  const input = { messages: [new HumanMessage("Hello")] };
  for await (const [chunk] of await graph.stream(input, { streamMode: "messages" })) {
    pieces.push((chunk as AIMessageChunk).text);
  }
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join("")).toContain("Hello.");
});
