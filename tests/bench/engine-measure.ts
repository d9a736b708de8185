import { randomUUID } from "node:crypto";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { MemorySaver } from "@langchain/langgraph";
import { createAgent, tool } from "langchain";
import { z } from "zod";
import type { AnalystDeps } from "../../graphs/analyst/deps.ts";
import { createMemoryRecords } from "../helpers/memory-records.ts";
import { asAnalystModel } from "../../src/model/analyst-model.ts";
import { createEngine } from "../../src/run.ts";
import type { SandboxPool } from "../../tools/ports/sandbox.ts";
import { alternate, timed } from "./statistics.ts";
import { ms, type Measure } from "./measure.ts";
import { localCaller } from "../../tools/ports/caller.ts";

const CODE = "print(6 * 7)";
const ROUNDS = 31;

/** Calls the tool once per question and then answers: the same for both sides. */
class OneCellModel extends FakeListChatModel {
  constructor() {
    super({ responses: [""] });
  }

  override bindTools() {
    return this;
  }

  #reply(messages: BaseMessage[]): AIMessageChunk {
    const id = randomUUID();
    if (messages.at(-1)?.getType() === "tool")
      return new AIMessageChunk({ id, content: "It is 42." });
    const args = JSON.stringify({ title: "Compute", code: CODE });
    const call = {
      type: "tool_call_chunk" as const,
      id: `call_${id}`,
      name: "execute_code",
      args,
      index: 0,
    };
    return new AIMessageChunk({ id, content: "", tool_call_chunks: [call] });
  }

  override async *_streamResponseChunks(messages: BaseMessage[]) {
    const message = this.#reply(messages);
    yield new ChatGenerationChunk({ message, text: message.text });
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const chunk = this.#reply(messages);
    const { id, content, tool_calls } = chunk;
    return {
      generations: [{ text: chunk.text, message: new AIMessage({ id, content, tool_calls }) }],
    };
  }
}

/** A turn with one cell, through the engine and through LangChain's own agent, on one sandbox each. */
export async function oneCellTurn(
  sandboxes: SandboxPool,
  deps: Omit<AnalystDeps, "models" | "sandboxes">,
): Promise<Measure> {
  const model = new OneCellModel();
  const port = asAnalystModel(model, { provider: "openai", name: "one-cell" });
  const engine = createEngine({
    deps: { ...deps, sandboxes, models: { get: async () => port } },
    checkpointer: new MemorySaver(),
    leases: { acquire: async () => ({ release: async () => undefined }) },
    ...createMemoryRecords(),
  });
  const { sandbox } = await sandboxes.acquire({ threadId: "agent", caller: localCaller });
  const executeCode = tool(
    async ({ code }: { code: string }) =>
      (await sandbox.runCell(code, { timeoutMs: 60_000 })).stdout,
    {
      name: "execute_code",
      description: "Runs Python.",
      schema: z.object({ title: z.string(), code: z.string() }),
    },
  );
  const agent = createAgent({ model, tools: [executeCode], checkpointer: new MemorySaver() });
  const ask = async () => {
    for await (const event of engine({
      question: "What is six times seven?",
      files: [],
      caller: localCaller,
      threadId: "engine",
    })) {
      if (event.type === "run.finished" && event.stopReason !== "completed") {
        throw new Error(`the run ended with ${event.stopReason}`);
      }
    }
  };
  const askAgent = async () => {
    const stream = await agent.stream(
      { messages: [{ role: "user", content: "What is six times seven?" }] },
      { configurable: { thread_id: "agent" }, streamMode: ["messages", "updates"] },
    );
    for await (const chunk of stream) void chunk;
  };
  await ask();
  await askAgent();
  const { a, b } = await alternate(
    ROUNDS,
    () => timed(ask),
    () => timed(askAgent),
  );
  return {
    what: "one-cell turn through the engine ÷ LangChain createAgent",
    ours: ms(a),
    plain: ms(b),
    value: a / b,
    unit: "×",
    aim: { atMost: 1.2 },
  };
}
