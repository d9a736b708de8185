import { describe, expect, test } from "@jest/globals";
import { messageTokens } from "../../../../graphs/analyst/history/message-tokens.ts";
import {
  carefulNotes,
  figureOf,
  longConversation,
  textOf,
  type LongConversation,
} from "../../../helpers/long-conversation.ts";

const BUDGET = 8_000;
/** A quarter is kept for the reply and the tools. */
const SENT = 0.75;
/** No text has fewer tokens per character than plain English. */
const CHARS = 4.5;

/** Asks all, and looks at every prompt on the way. */
async function talkOf(turns: number, options: LongConversation = {}) {
  const parts = { contextTokens: BUDGET, ...options.parts };
  const most = parts.contextTokens * SENT;
  const talk = longConversation({ ...options, parts });
  await talk.askAll(1, turns);
  talk.model.assertDone();
  for (const { messages } of talk.prompts) {
    const tokens = messages.reduce((sum, message) => sum + messageTokens(message), 0);
    expect(tokens).toBeLessThanOrEqual(most);
    expect(textOf(messages).length).toBeLessThan(most * CHARS);
  }
  return talk;
}

describe("a conversation of a hundred questions", () => {
  test("keeps every prompt within the budget and the first figures within reach", async () => {
    const talk = await talkOf(100, { parts: { contextTokens: 16_000 } });
    expect(talk.lastPrompt()).toContain(figureOf(3));
    expect(talk.lastPrompt()).toContain("What is the mean of measure 100?");
    expect(talk.noteCalls()).toBeLessThanOrEqual(8);
    const { prompt } = talk.usages.at(-1) ?? {};
    expect(prompt).toMatchObject({ budget: 16_000, leftOutTurns: 0, wasTooLong: false });
    expect(prompt?.summarisedTurns).toBeGreaterThan(60);
    expect(prompt?.tokens).toBeLessThanOrEqual(16_000 * SENT);
  });

  test("does so in Chinese, and asks for the notes in Chinese", async () => {
    const talk = await talkOf(20, {
      ask: (n) => `指标 ${n} 的平均值是多少？${"请按地区说明。".repeat(10)}`,
      answer: (n) => `指标 ${n} 的平均值是 ${figureOf(n)} 元。${"各地区差异不大。".repeat(20)}`,
    });
    expect(talk.noteCalls()).toBeGreaterThan(0);
    expect(talk.noteCalls()).toBeLessThanOrEqual(10);
    const notes = talk.prompts.find(({ isNotes }) => isNotes)?.messages;
    expect(notes?.[0]?.text).toContain("使用用户所用的语言");
    expect(talk.lastPrompt()).toContain(figureOf(3));
  });

  test("does so without a model that can sum up", async () => {
    const talk = await talkOf(25, { parts: { isRules: true } });
    expect(talk.noteCalls()).toBe(0);
    expect(talk.lastPrompt()).toContain(figureOf(3));
    expect(talk.usages.map(({ prompt }) => prompt.newSummary)).toContain("rules");
  });
});

describe("the notes", () => {
  test("are made once per stretch, and used in every prompt after", async () => {
    const talk = await talkOf(25);
    const made = talk.usages.filter(({ prompt }) => prompt.newSummary !== undefined);
    expect(made).toHaveLength(talk.noteCalls());
    const covered = talk.usages.map(({ prompt }) => prompt.summarisedTurns);
    expect(covered).toEqual(covered.toSorted((a, b) => a - b));
    expect(new Set(covered).size).toBe(talk.noteCalls() + 1);
    for (const usage of made) {
      const before = talk.usages[talk.usages.indexOf(usage) - 1];
      expect(usage.prompt.tokens).toBeLessThan((before?.prompt.tokens ?? 0) * 0.9);
    }
    const [first] = made;
    expect(first?.usage.modelCalls).toBe(2);
  });

  test("fold the earlier ones in, and are never made from the whole history", async () => {
    const talk = await talkOf(30);
    const [first, second] = talk.prompts.filter(({ isNotes }) => isNotes);
    expect(textOf(first?.messages ?? [])).toContain("## 3. What is the mean of measure 3?");
    const material = second?.messages[1]?.text ?? "";
    expect(material).toContain("# The notes so far");
    expect(material).toContain(figureOf(3));
    expect(material).not.toContain("## 3. What is the mean of measure 3?");
    const [before, after] = talk.usages.filter(({ prompt }) => prompt.newSummary !== undefined);
    const covered = before?.prompt.summarisedTurns ?? 0;
    expect(material).toContain(`## ${covered + 1}. What is`);
    expect(after?.prompt.summarisedTurns).toBeGreaterThan(covered);
  });

  test("are shown to nobody", async () => {
    const talk = longConversation({ parts: { contextTokens: BUDGET } });
    await talk.askAll(1, 13);
    expect(talk.noteCalls()).toBeGreaterThan(0);
    const { of } = await talk.analyst.ask("What is the mean of measure 14?");
    const said = of("text.delta").map(({ text }) => text);
    expect(said.join("")).toBe(`The mean of measure 14 is ${figureOf(14)} EUR.`);
  });

  test.each<[string, NonNullable<LongConversation["notes"]>]>([
    ["cannot be had", () => ({ error: Object.assign(new Error("down"), { status: 500 }) })],
    ["are too long themselves", () => ({ error: overflow() })],
    ["have no sections", () => ({ text: "The user asked for means." })],
    [
      "are longer than what they stand for",
      () => ({ text: `## Findings\n- ${"x ".repeat(90_000)}` }),
    ],
    ["call a tool", () => ({ calls: [{ name: "execute_code", args: { title: "a", code: "1" } }] })],
    ["lose every figure", () => ({ text: "## Goal\n- Means\n## Findings\n- Means were computed" })],
  ])("that %s cost no figure and stop no run", async (_, notes) => {
    const talk = await talkOf(16, { notes });
    expect(talk.noteCalls()).toBeGreaterThan(0);
    expect(talk.noteCalls()).toBeLessThanOrEqual(4);
    expect(talk.lastPrompt()).toContain(figureOf(3));
  });

  test("that hold everything are taken as they were written", async () => {
    const talk = await talkOf(16, {
      notes: (messages) => ({
        text: `${carefulNotes(messages)}\n## Open\n- Ask about the outliers`,
      }),
    });
    expect(talk.lastPrompt()).toContain("- Ask about the outliers");
    expect(talk.lastPrompt().match(/What is the mean of measure 3\?/g)).toBeNull();
  });
});

function overflow(): Error {
  return Object.assign(new Error("400 too long"), { status: 400, code: "context_length_exceeded" });
}

describe("a huge message", () => {
  const paste = "日期,数量\n2024-01-01,5\n".repeat(30_000);

  test("is cut and says so, and the questions after it go on", async () => {
    const talk = await talkOf(8, {
      ask: (n) => (n === 3 ? `${paste}\nWhat is the mean of measure 3?` : `Measure ${n}?`),
    });
    const asked = talk.prompts.find(({ messages }) => textOf(messages).includes("2024-01-01"));
    const question = asked?.messages.at(-1);
    expect(question?.getType()).toBe("human");
    expect(question?.text).toMatch(/已省略 \d+ 个字符[^]*What is the mean of measure 3\?$/);
    expect(talk.lastPrompt()).toContain(figureOf(3));
    expect(talk.lastPrompt()).toContain("Measure 8?");
  });
});
