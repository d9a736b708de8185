import { HumanMessage } from "@langchain/core/messages";
import { MemorySaver } from "@langchain/langgraph";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { buildAnalystGraph } from "../../../../graphs/analyst/graph.ts";
import type { AnalystStateType } from "../../../../graphs/analyst/state.ts";
import { callerOf } from "../../../helpers/callers.ts";
import { figureOf, longConversation } from "../../../helpers/long-conversation.ts";

const THREAD = { configurable: { thread_id: "t" } };
const context = { caller: callerOf("ada") };
const TURNS = 24;

/** What a checkpoint holds beside the conversation and the ledger, which are deltas. */
const plainBytes = (state: AnalystStateType) =>
  JSON.stringify({ ...state, messages: [], cells: [] }).length;

describe("the notes of a conversation", () => {
  const checkpointer = new MemorySaver();
  const talk = longConversation({ parts: { contextTokens: 8_000, checkpointer } });
  const graph = buildAnalystGraph(talk.analyst.deps).compile({ checkpointer });
  const ends = new Map<number, { config: object; bytes: number; state: AnalystStateType }>();

  beforeAll(async () => {
    await talk.askAll(1, TURNS);
    for await (const { config, values, next } of graph.getStateHistory(THREAD)) {
      const state = values as AnalystStateType;
      const turn = state.run?.turn;
      if (next.length > 0 || turn === undefined) continue;
      ends.set(turn, { config, state, bytes: plainBytes(state) });
    }
  });

  test("stand in the state once, and do not grow with the thread", () => {
    expect(ends.size).toBe(TURNS);
    const covered = ends.get(TURNS)?.state.summary?.turns ?? 0;
    expect(covered).toBeGreaterThan(10);
    const sizes = Array.from({ length: TURNS }, (_, at) => ends.get(at + 1)?.bytes ?? 0);
    expect(Math.max(...sizes)).toBeLessThan(8_000);
    const lastTen = sizes.slice(-10);
    expect(Math.max(...lastTen) - Math.min(...lastTen)).toBeLessThan(2_500);
  });

  test("are not seen by a fork from before them, and are made anew for it", async () => {
    const before = ends.get(5);
    expect(before?.state.summary).toBeUndefined();
    const from = talk.prompts.length;
    const question = "What is the mean of measure 90?";
    await graph.invoke({ messages: [new HumanMessage({ id: "fork", content: question })] }, {
      ...before?.config,
      context,
    } as never);
    const [first] = talk.prompts.slice(from);
    const system = first?.messages[0]?.text ?? "";
    expect(system).not.toContain("# Notes on");
    expect(first?.messages.map(({ text }) => text)).toContain("What is the mean of measure 1?");
    expect(talk.lastPrompt()).not.toContain(figureOf(6));
  });

  test("are followed by a fork from after them", async () => {
    const [turn, after] = [...ends]
      .toSorted(([a], [b]) => a - b)
      .find(([, end]) => end.state.summary) ?? [0];
    const from = talk.prompts.length;
    await graph.invoke(
      { messages: [new HumanMessage({ id: "fork2", content: "What is the mean of measure 91?" })] },
      { ...after?.config, context } as never,
    );
    const prompt = talk.prompts[from]?.messages ?? [];
    expect(prompt[0]?.text).toContain(
      `# Notes on the first ${after?.state.summary?.turns} questions`,
    );
    expect(prompt.map(({ text }) => text)).toContain(`What is the mean of measure ${turn}?`);
    expect(prompt.map(({ text }) => text)).not.toContain(
      `What is the mean of measure ${turn + 1}?`,
    );
  });

  test("count for nothing when the question they end at is gone", async () => {
    const state = ends.get(TURNS)?.state;
    const summary = state?.summary && { ...state.summary, until: "no such message" };
    const config = await graph.updateState(THREAD, { summary }, "respond");
    const from = talk.prompts.length;
    await graph.invoke(
      { messages: [new HumanMessage({ id: "on", content: "What is the mean of measure 92?" })] },
      { ...config, context } as never,
    );
    const again = talk.prompts.slice(from).find(({ isNotes }) => isNotes);
    expect(again?.messages[1]?.text).toContain("## 1. What is the mean of measure 1?");
    expect(talk.lastPrompt()).toContain(figureOf(3));
  });

  test("are not streamed as if the model spoke to the person", async () => {
    const thread = { configurable: { thread_id: "streamed" } };
    const from = talk.noteCalls();
    let said = "";
    for (let n = 100; n < 116; n++) {
      const content = `What is the mean of measure ${n}?`;
      const stream = await graph.stream(
        { messages: [new HumanMessage({ id: `q${n}`, content })] },
        { ...thread, context, streamMode: "messages" } as never,
      );
      for await (const [chunk] of stream as AsyncIterable<[{ text: string }]>) said += chunk.text;
    }
    expect(talk.noteCalls()).toBeGreaterThan(from);
    expect(said).toContain(`The mean of measure 115 is ${figureOf(115)} EUR.`);
    expect(said).not.toContain("## Findings");
  });
});
