import { describe, expect, test } from "@jest/globals";
import { messageTokens } from "../../../../graphs/analyst/history/message-tokens.ts";
import { figureOf, longConversation, textOf } from "../../../helpers/long-conversation.ts";

const BUDGET = 16_000;

describe("a conversation of a hundred questions", () => {
  test("keeps every prompt within the budget and the first figures within reach", async () => {
    const talk = longConversation({ parts: { contextTokens: BUDGET } });
    await talk.askAll(1, 100);
    talk.model.assertDone();
    for (const { messages } of talk.prompts) {
      const tokens = messages.reduce((sum, message) => sum + messageTokens(message), 0);
      expect(tokens).toBeLessThan(BUDGET * 0.75);
      expect(textOf(messages).length).toBeLessThan(BUDGET * 4);
    }
    const last = talk.lastPrompt();
    expect(last).toContain(figureOf(3));
    expect(last).toContain("What is the mean of measure 100?");
    expect(talk.noteCalls()).toBeLessThanOrEqual(8);
  });
});
