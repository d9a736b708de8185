import { describe, expect, test } from "@jest/globals";
import { branchOf, type StoredMessage } from "../../../src/librechat-router/messages.ts";

const asked = (messageId: string, parentMessageId: string, text: string): StoredMessage => ({
  messageId,
  parentMessageId,
  text,
  isCreatedByUser: true,
});
const answered = (messageId: string, parentMessageId: string, words: string): StoredMessage => ({
  messageId,
  parentMessageId,
  content: [
    { type: "text", text: { value: words } },
    { type: "tool_call" },
    { type: "text", text: `${words}!` },
  ],
});

const talk = [
  asked("q1", "root", "Q1"),
  answered("a1", "q1", "A1"),
  asked("q2", "a1", "Q2"),
  answered("a2", "q2", "A2"),
  asked("q3", "a1", "Q3"),
];

describe("the branch of a message", () => {
  test.each([
    ["a2", ["Q1", "Q2"], ["A1\n\nA1!", "A2\n\nA2!"]],
    ["q3", ["Q1", "Q3"], ["A1\n\nA1!", ""]],
    ["a1", ["Q1"], ["A1\n\nA1!"]],
    ["nothing", [], []],
  ])("%s", (last, questions, answers) => {
    const branch = branchOf(talk, last);
    expect(branch.map(({ question }) => question)).toEqual(questions);
    expect(branch.map(({ answer }) => answer)).toEqual(answers);
  });

  test("ends where a chain bites its own tail", () => {
    const circle = [asked("q1", "a1", "Q1"), answered("a1", "q1", "A1")];
    expect(branchOf(circle, "a1")).toEqual([{ question: "Q1", answer: "A1\n\nA1!" }]);
  });
});
