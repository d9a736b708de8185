import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import { describe, expect, test } from "@jest/globals";
import { fitHistory as fitted } from "../../../../graphs/analyst/history/fit-history.ts";
import { messageTokens } from "../../../../graphs/analyst/history/message-tokens.ts";
import { findTornToolCall } from "../../../helpers/torn-tool-calls.ts";

const TABLE = Array.from(
  { length: 60 },
  (_, row) => `${String(row).padEnd(6)}North     ${(row * 37.5).toFixed(2).padStart(12)}`,
).join("\n");
const CODE = `import pandas as pd\ndf = pd.read_csv('sales.csv')\n${"df = df.dropna()\n".repeat(30)}print(df)`;

const fitHistory = (messages: readonly BaseMessage[], options: { maxTokens: number }) =>
  fitted(messages, options).messages;

function cell(id: string, output = TABLE): BaseMessage[] {
  const args = { title: `Cell ${id}`, code: CODE };
  return [
    new AIMessage({
      content: "",
      tool_calls: [{ type: "tool_call", id, name: "execute_code", args }],
    }),
    new ToolMessage({ tool_call_id: id, name: "execute_code", content: `Success\n\n${output}` }),
  ];
}

function turn(number: number, cells = 3): BaseMessage[] {
  return [
    new HumanMessage(`Question ${number}?`),
    ...Array.from({ length: cells }, (_, index) => cell(`c${number}-${index}`)).flat(),
    new AIMessage(`Answer ${number}:\n\n| a | b |\n|---|---|\n|  1 | 2  |`),
  ];
}

function conversation(turns: number): BaseMessage[] {
  return Array.from({ length: turns }, (_, index) => turn(index + 1)).flat();
}

const total = (messages: readonly BaseMessage[]) =>
  messages.reduce((sum, message) => sum + messageTokens(message), 0);
const texts = (messages: readonly BaseMessage[]) => messages.map(({ text }) => text);
const outputs = (messages: readonly BaseMessage[]) =>
  texts(messages.filter((message) => ToolMessage.isInstance(message)));

describe("what gives way", () => {
  const history = [...conversation(4), new HumanMessage("And now?")];
  const whole = total(history);

  test("nothing, when everything fits", () => {
    const fitted = fitHistory(history, { maxTokens: whole });
    fitted.forEach((message, index) => expect(message).toBe(history[index]));
    expect(fitted).toHaveLength(history.length);
  });

  test("the middle of old tool outputs first, the oldest before the others", () => {
    const fitted = fitHistory(history, { maxTokens: whole - 100 });
    const [first, ...rest] = outputs(fitted);
    expect(first).toMatch(/^Success\n\n0 {5}North[^]*\[… 54 lines left out …\][^]*2212\.50$/);
    expect(rest.every((text) => text.endsWith(TABLE))).toBe(true);
    expect(total(fitted)).toBeLessThanOrEqual(whole - 100);
  });

  test("then old code, down to its head", () => {
    const fitted = fitHistory(history, { maxTokens: Math.floor(whole * 0.3) });
    expect(outputs(fitted).every((text) => text.includes("54 lines left out"))).toBe(true);
    const [call] = fitted.filter((message) => AIMessage.isInstance(message));
    const args = call?.tool_calls?.[0]?.args;
    expect(args?.title).toBe("Cell c1-0");
    expect(args?.code).toMatch(
      /^import pandas as pd\n[^]*# \[\d+ more characters of this old call left out\]$/,
    );
    expect(findTornToolCall(fitted)).toBeUndefined();
  });

  test("then what is left of old outputs, down to one line", () => {
    const fitted = fitHistory(history, { maxTokens: Math.floor(whole * 0.15) });
    expect(outputs(fitted)[0]).toMatch(/^Success \[output of \d+ lines left out\]$/);
    expect(findTornToolCall(fitted)).toBeUndefined();
  });

  test("then old work altogether: questions and answers stay as they were", () => {
    const fitted = fitHistory(history, { maxTokens: 200 });
    expect(outputs(fitted)).toEqual([]);
    expect(texts(fitted).slice(0, 2)).toEqual(
      texts([history[0], history[7]].filter((m) => m !== undefined)),
    );
    expect(fitted).toHaveLength(9);
  });

  test("then old questions, and the first one left says so", () => {
    const fitted = fitHistory(history, { maxTokens: 110 });
    expect(fitted[0]?.text).toMatch(
      /^\[\d earlier questions and their answers are left out here\.\]\n\n/,
    );
    expect(fitted.at(-1)?.text).toContain("And now?");
    expect(total(fitted)).toBeLessThanOrEqual(110);
  });

  test("what is left out is said in the language of the newest question", () => {
    const chinese = [...conversation(4), new HumanMessage("销售额是多少？")];
    const long = fitHistory(chinese, { maxTokens: whole - 100 });
    expect(outputs(long)[0]).toContain("已省略 54 行");
    expect(fitHistory(chinese, { maxTokens: 100 })[0]?.text).toMatch(/^\[此前的 \d 个问题/);
  });
});

describe("the newest question", () => {
  test("stays whole while older ones can give way", () => {
    const newest = turn(9);
    const fitted = fitHistory([...conversation(5), ...newest], { maxTokens: total(newest) + 200 });
    const kept = fitted.slice(-newest.length);
    expect(kept.slice(1)).toEqual(newest.slice(1));
    expect(kept[0]?.text).toMatch(/Question 9\?$/);
  });

  test("loses its older outputs before its last two", () => {
    const newest = [new HumanMessage("Why?"), ...["a", "b", "c", "d"].flatMap((id) => cell(id))];
    const fitted = fitHistory(newest, { maxTokens: Math.floor(total(newest) * 0.75) });
    const [a, , c, d] = outputs(fitted);
    expect(a).toContain("54 lines left out");
    expect([c, d].every((text) => text?.endsWith(TABLE))).toBe(true);
  });

  test("an output that alone is too large loses its middle", () => {
    const big = Array.from({ length: 50_000 }, (_, row) => `row ${row}`).join("\n");
    const newest = [new HumanMessage("Why?"), ...cell("a", big)];
    const fitted = fitHistory(newest, { maxTokens: 2_000 });
    expect(total(fitted)).toBeLessThanOrEqual(2_000);
    expect(total(fitted)).toBeGreaterThan(1_000);
    expect(outputs(fitted)[0]).toMatch(
      /^Success\n\nrow 0\n[^]*\[… \d+ characters left out …\][^]*row 49999$/,
    );
    expect(findTornToolCall(fitted)).toBeUndefined();
  });

  test("a pasted megabyte is cut too, and stays the user's message", () => {
    const pasted = new HumanMessage({
      id: "h1",
      content: `What is wrong here?\n${"数据,1\n".repeat(200_000)}`,
    });
    const [message, ...rest] = fitHistory([pasted], { maxTokens: 3_000 });
    expect(rest).toEqual([]);
    expect(message?.getType()).toBe("human");
    expect(message?.id).toBe("h1");
    expect(message?.text).toMatch(/^What is wrong here\?\n/);
    expect(messageTokens(message as BaseMessage)).toBeLessThanOrEqual(3_000);
  });

  test("a notice of ours does not count as the newest question", () => {
    const notice = new HumanMessage({ content: "Go on.", additional_kwargs: { kind: "notice" } });
    const newest = [...turn(2), notice];
    const fitted = fitHistory([...turn(1), ...newest], { maxTokens: total(newest) + 60 });
    expect(fitted.slice(-newest.length).slice(1)).toEqual(newest.slice(1));
  });
});

test("a question with very many steps loses the first ones, and says so", () => {
  const steps = Array.from({ length: 200 }, (_, index) => cell(`c${index}`, "42")).flat();
  const { messages, tokens } = fitted([new HumanMessage("Why?"), ...steps], { maxTokens: 3_000 });
  expect(tokens).toBe(total(messages));
  expect(tokens).toBeLessThanOrEqual(3_000);
  expect(messages[0]?.text).toMatch(/^\[The first \d+ steps [^]*\n\nWhy\?$/);
  expect(messages.at(-1)?.text).toMatch(/42$/);
  expect(findTornToolCall(messages)).toBeUndefined();
});

test("what was shortened and left out is counted", () => {
  const history = [...conversation(6), new HumanMessage("And now?")];
  expect(fitted(history, { maxTokens: total(history) })).toMatchObject({
    tokens: total(history),
    shortened: 0,
    leftOutTurns: 0,
  });
  expect(fitted(history, { maxTokens: total(history) - 100 })).toMatchObject({ shortened: 1 });
  expect(fitted(history, { maxTokens: 110 }).leftOutTurns).toBeGreaterThan(0);
});

/** What is left of the newest question when everything has given way. */
const SMALLEST = 650;

describe("what never happens", () => {
  const history = [new SystemMessage("Be exact."), ...conversation(6)];

  test.each([0, 1, 50, 200, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 1_000_000])(
    "with %d tokens no call loses its reply, no instruction goes, nothing grows",
    (maxTokens) => {
      const fitted = fitHistory(history, { maxTokens });
      expect(findTornToolCall(fitted)).toBeUndefined();
      expect(fitted[0]).toBe(history[0]);
      expect(total(fitted)).toBeLessThanOrEqual(Math.max(maxTokens, SMALLEST));
      expect(texts(fitHistory(history, { maxTokens }))).toEqual(texts(fitted));
    },
  );

  test("the history itself stays as it is", () => {
    const before = JSON.stringify(history);
    fitHistory(history, { maxTokens: 300 });
    expect(JSON.stringify(history)).toBe(before);
  });

  test("a message keeps its id when it shrinks", () => {
    const old = conversation(2);
    for (const [index, message] of old.entries()) message.id = `m${index}`;
    const fitted = fitHistory(old, { maxTokens: Math.floor(total(old) * 0.7) });
    expect(fitted.map(({ id }) => id)).toEqual(old.map(({ id }) => id));
  });

  test.each([[[]], [[new SystemMessage("Only this.")]]])("%j stays", (messages) => {
    expect(fitHistory(messages, { maxTokens: 0 })).toEqual(messages);
  });

  test("a picture in a message has its price", () => {
    const picture = {
      type: "image_url",
      image_url: { url: `data:image/png;base64,${"A".repeat(500_000)}` },
    };
    const message = new HumanMessage({
      content: [{ type: "text", text: "What is this?" }, picture],
    });
    expect(messageTokens(message)).toBeGreaterThan(900);
    expect(messageTokens(message)).toBeLessThan(1_200);
  });
});

test("a picture stays when the text beside it is cut", () => {
  const picture = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
  const text = { type: "text", text: "数据,1\n".repeat(20_000) };
  const [message] = fitHistory([new HumanMessage({ content: [text, picture] })], {
    maxTokens: 3_000,
  });
  expect(message?.content).toMatchObject([{ type: "text" }, picture]);
  expect(message?.text).toContain("已省略");
});

test("ten thousand cells are fitted in one pass", () => {
  const long = Array.from({ length: 2_500 }, (_, index) => turn(index, 4)).flat();
  const fitted = fitHistory(long, { maxTokens: 50_000 });
  expect(total(fitted)).toBeLessThanOrEqual(50_000);
  expect(findTornToolCall(fitted)).toBeUndefined();
});
