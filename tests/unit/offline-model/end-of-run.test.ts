import { describe, expect, test } from "@jest/globals";
import { isQuestionToUser } from "../../../graphs/analyst/judgement/is-question-to-user.ts";
import { isPromiseWithoutAction } from "../../../graphs/analyst/judgement/promise.ts";
import { openSteps, parsePlan } from "../../../graphs/analyst/judgement/visible-plan.ts";
import { Conversation, SHARES } from "./conversation.ts";
import { chineseSales, sales } from "./profiles.ts";

// What the graph makes of the offline model's texts decides when a run ends.

test.each([
  ["Share of sales by region", sales],
  ["各地区的销售额占比", chineseSales],
])("the plan is seen as one, and done after both cells: %s", (question, dataset) => {
  const { text } = new Conversation(dataset).ask(question);
  const plan = parsePlan(text);
  expect(plan).toHaveLength(2);
  const done = [
    { step: 1, ok: true },
    { step: 2, ok: true },
  ];
  expect(openSteps(plan, done)).toEqual([]);
});

describe("an answer ends the run", () => {
  const answers: [string, string][] = [
    ...["Hello", "Thanks", "Who are you?", "What can you do?", "Predict the sales"].map(
      (question): [string, string] => [question, new Conversation(sales).ask(question).text],
    ),
    ...["你好", "谢谢", "你是谁", "你能做什么", "预测下个月的销售额"].map(
      (question): [string, string] => [question, new Conversation(sales).ask(question).text],
    ),
    ["Share of sales by region", answerOf("Share of sales by region", sales)],
    ["各地区的销售额占比", answerOf("各地区的销售额占比", chineseSales)],
    ["a failure", failureOf("Share of sales by region", sales)],
    ["失败", failureOf("各地区的销售额占比", chineseSales)],
  ];

  test.each(answers)("%s", (_question, text) => {
    expect(isPromiseWithoutAction(text)).toBe(false);
    expect(isQuestionToUser(text)).toBe(false);
    expect(parsePlan(text)).toEqual([]);
  });
});

test.each(["Top 5 products by sales", "各地区的销售额占比"])(
  "without a file the user is asked for one: %s",
  (question) => {
    const { text } = new Conversation().ask(question);
    expect(isQuestionToUser(text)).toBe(true);
    expect(isPromiseWithoutAction(text)).toBe(false);
  },
);

function answerOf(question: string, dataset: typeof sales): string {
  const talk = new Conversation(dataset);
  talk.ask(question);
  talk.observe("read");
  return talk.observe(SHARES).text;
}

function failureOf(question: string, dataset: typeof sales): string {
  const talk = new Conversation(dataset);
  talk.ask(question);
  talk.observe("KeyError: 1", false);
  return talk.observe("KeyError: 1", false).text;
}
