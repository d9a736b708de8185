import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { describe, expect, test } from "@jest/globals";
import { orderToolReplies } from "../../../../graphs/analyst/history/order-tool-replies.ts";
import { findTornToolCall } from "../../../helpers/torn-tool-calls.ts";

const asked = (text: string) => new HumanMessage(text);
const answered = (text: string) => new AIMessage(text);
const replied = (id: string, content = `result of ${id}`) =>
  new ToolMessage({
    id: `t-${id}-${content.length}`,
    tool_call_id: id,
    content,
    name: "execute_code",
  });

function called(...ids: (string | undefined)[]): AIMessage {
  const calls = ids.map((id) => ({
    type: "tool_call" as const,
    id,
    name: "execute_code",
    args: { code: "print(1)" },
  }));
  return new AIMessage({ id: `ai-${ids.join("-")}`, content: "Running.", tool_calls: calls });
}

/** The shape of a history: roles, and what a tool message replies to. */
function shape(messages: readonly BaseMessage[]): string[] {
  return messages.map((message) =>
    ToolMessage.isInstance(message) ? message.tool_call_id : message.getType(),
  );
}

describe("the view for the provider", () => {
  test("a history in order stays the same, message by message", () => {
    const history = [asked("q"), called("a", "b"), replied("a"), replied("b"), answered("done")];
    const view = orderToolReplies(history);
    expect(view).toHaveLength(history.length);
    view.forEach((message, index) => expect(message).toBe(history[index]));
  });

  test("a call that was never answered gets a reply that says so", () => {
    const view = orderToolReplies([asked("q"), called("a", "b"), replied("a")]);
    expect(shape(view)).toEqual(["human", "ai", "a", "b"]);
    expect(view.at(-1)?.text).toContain("interrupted");
    expect(findTornToolCall(view)).toBeUndefined();
  });

  test("the reply speaks the language of the newest question", () => {
    const view = orderToolReplies([asked("q"), called("a"), asked("销售额是多少？")]);
    expect(view[2]?.text).toContain("中断");
  });

  test("replies that were appended later are brought to their calls", () => {
    const view = orderToolReplies([
      asked("q"),
      called("a", "b"),
      replied("b"),
      asked("next question"),
      replied("a"),
      answered("done"),
    ]);
    expect(shape(view)).toEqual(["human", "ai", "a", "b", "human", "ai"]);
    expect(findTornToolCall(view)).toBeUndefined();
  });

  test("replies without a call, and second replies, are left out", () => {
    const view = orderToolReplies([
      replied("lost"),
      asked("q"),
      called("a"),
      replied("a", "first"),
      replied("a", "the second one"),
      replied("other"),
    ]);
    expect(shape(view)).toEqual(["human", "ai", "a"]);
    expect(view.at(-1)?.text).toBe("first");
  });

  test("an id that is used again belongs to the newest call", () => {
    const view = orderToolReplies([
      asked("q"),
      called("call_1"),
      replied("call_1", "one"),
      asked("q2"),
      called("call_1"),
      replied("call_1", "two"),
    ]);
    expect(
      view.filter((message) => ToolMessage.isInstance(message)).map(({ text }) => text),
    ).toEqual(["one", "two"]);
  });

  test("malformed calls become calls with empty arguments, so that their replies are accepted", () => {
    const torn = new AIMessage({
      id: "ai-torn",
      content: "",
      tool_calls: [{ type: "tool_call", id: "good", name: "list_files", args: {} }],
      invalid_tool_calls: [
        { type: "invalid_tool_call", id: "bad", name: "execute_code", args: '{"code": "pri' },
      ],
      additional_kwargs: { tool_calls: [] },
    });
    const view = orderToolReplies([asked("q"), torn, replied("bad"), replied("good")]);
    expect(shape(view)).toEqual(["human", "ai", "good", "bad"]);
    expect(findTornToolCall(view)).toBeUndefined();
    expect(torn.invalid_tool_calls).toHaveLength(1);
  });

  test("calls without an id get one that stays the same", () => {
    const history = [asked("q"), called(undefined, "")];
    const view = orderToolReplies(history);
    expect(findTornToolCall(view)).toBeUndefined();
    expect(shape(orderToolReplies(history))).toEqual(shape(view));
    expect(new Set(shape(view)).size).toBe(4);
  });

  test("making the view twice changes nothing more", () => {
    const view = orderToolReplies([asked("q"), called("a", undefined), asked("q2"), replied("a")]);
    expect(shape(orderToolReplies(view))).toEqual(shape(view));
  });

  test.each([
    ["nothing", []],
    ["a reply only", [replied("a")]],
    ["a call only", [called("a")]],
  ])("%s is put in order", (_, history) => {
    expect(findTornToolCall(orderToolReplies(history))).toBeUndefined();
  });
});

test("a long history is put in order in one pass", () => {
  const history = Array.from({ length: 20_000 }, (_, i) => [asked("q"), called(`c${i}`)]).flat();
  const replies = Array.from({ length: 20_000 }, (_, i) => replied(`c${i}`));
  const view = orderToolReplies([...history, ...replies]);
  expect(view).toHaveLength(60_000);
  expect(findTornToolCall(view)).toBeUndefined();
});
