import type { BaseMessage } from "@langchain/core/messages";
import { describe, expect, test } from "@jest/globals";
import { messageTokens } from "../../../../graphs/analyst/history/message-tokens.ts";
import { longConversation } from "../../../helpers/long-conversation.ts";

const tokensOf = (messages: readonly BaseMessage[]) =>
  messages.reduce((sum, message) => sum + messageTokens(message), 0);

/** A provider that reads less than anybody knows; it counts what it refused. */
function provider(reads: number) {
  const refused: number[] = [];
  const refuse = (messages: readonly BaseMessage[]) => {
    const tokens = tokensOf(messages);
    if (tokens <= reads) return undefined;
    refused.push(tokens);
    return Object.assign(new Error("400"), { status: 400, code: "context_length_exceeded" });
  };
  return { refused, refuse };
}

describe("a provider that refuses a prompt as too long", () => {
  test("gets a smaller one at once, and the next questions keep to it", async () => {
    const { refused, refuse } = provider(12_000);
    const talk = longConversation({ refuse, parts: { contextTokens: 64_000 } });
    await talk.askAll(1, 22);
    expect(refused).toHaveLength(1);
    const [first] = talk.usages.filter(({ prompt }) => prompt.wasTooLong);
    expect(first?.prompt.budget).toBeLessThan(refused[0] ?? 0);
    expect(first?.prompt.tokens).toBeLessThan(12_000);
  });

  test("is tried with more after a while, and more seldom each time it refuses", async () => {
    const { refused, refuse } = provider(12_000);
    const talk = longConversation({ refuse, parts: { contextTokens: 64_000 } });
    await talk.askAll(1, 60);
    expect(refused.length).toBeGreaterThan(1);
    expect(refused.length).toBeLessThanOrEqual(4);
  });

  test("and then reads more gets more again", async () => {
    let reads = 12_000;
    const talk = longConversation({
      refuse: (messages) => provider(reads).refuse(messages),
      parts: { contextTokens: 32_000 },
    });
    await talk.askAll(1, 22);
    expect(talk.usages.at(-1)?.prompt.wasTooLong).toBe(true);
    reads = 64_000;
    await talk.askAll(23, 34);
    expect(talk.usages.at(-1)?.prompt).toMatchObject({ budget: 32_000, wasTooLong: false });
  });

  test("twice in a row ends the run with what it said, after two calls", async () => {
    const { refused, refuse } = provider(3_000);
    const strict = longConversation({ refuse, parts: { contextTokens: 32_000 } });
    const huge = `What about this?\n${"1,2,3,4,5\n".repeat(20_000)}`;
    const { finished } = await strict.analyst.ask(huge);
    expect(refused).toHaveLength(2);
    expect(finished).toMatchObject({
      stopReason: "model_unavailable",
      error: { code: "model_context_overflow" },
      usage: { modelCalls: 2 },
    });
    expect(finished.answer).toContain("longer than the model can read");
  });

  test("is asked once more only, when there is nothing to give up", async () => {
    const { refused, refuse } = provider(10);
    const talk = longConversation({ refuse, parts: { contextTokens: 32_000 } });
    const { finished } = await talk.analyst.ask("What is the mean of measure 1?");
    expect(refused).toHaveLength(1);
    expect(finished.error?.code).toBe("model_context_overflow");
  });

  test("for good does not lock the thread: each question tries with less", async () => {
    const { refused, refuse } = provider(5_000);
    const talk = longConversation({ refuse, parts: { contextTokens: 64_000 } });
    const huge = `What about measure 1?\n${"1,2,3,4,5\n".repeat(20_000)}`;
    const ends: string[] = [];
    for (let tries = 0; tries < 4; tries++) {
      ends.push((await talk.analyst.ask(huge)).finished.stopReason);
    }
    expect(ends.at(-1)).toBe("completed");
    expect(refused.length).toBeLessThanOrEqual(7);
  });
});
