import { describe, expect, test } from "@jest/globals";
import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import { pendingCalls } from "../../../graphs/analyst/model-turn/pending-calls.ts";

/** A streamed reply: the arguments come in two pieces, as from a provider. */
function reply(...calls: { name: string; args: string }[]): AIMessageChunk {
  let whole = new AIMessageChunk({ content: "" });
  for (const [index, { name, args }] of calls.entries()) {
    const half = Math.ceil(args.length / 2);
    const piece = (part: object) =>
      new AIMessageChunk({
        content: "",
        tool_call_chunks: [{ type: "tool_call_chunk", index, ...part }],
      });
    whole = whole.concat(piece({ id: `call_${index}`, name, args: args.slice(0, half) }));
    whole = whole.concat(piece({ args: args.slice(half) }));
  }
  return whole;
}

describe("calls of a reply", () => {
  test("a good call has checked arguments", () => {
    const [call] = pendingCalls(
      reply({ name: "execute_code", args: '{"title":"t","code":"print(1)"}' }),
    );
    expect(call).toEqual({
      id: "call_0",
      name: "execute_code",
      args: { title: "t", code: "print(1)", on_error: "stop" },
    });
  });

  test("torn JSON is a fault, not an error", () => {
    const [call] = pendingCalls(reply({ name: "execute_code", args: '{"code": "print(1)' }));
    expect(call?.args).toBeUndefined();
    expect(call?.fault).toMatch(/not valid JSON/);
  });

  test("missing arguments are named", () => {
    const [call] = pendingCalls(reply({ name: "execute_code", args: '{"title":"t"}' }));
    expect(call?.fault).toMatch(/code/);
  });

  test("an unknown tool is answered with the tools that exist", () => {
    const [call] = pendingCalls(reply({ name: "python", args: "{}" }));
    expect(call?.fault).toMatch(/execute_code/);
  });

  test("an id that the history already has is replaced", () => {
    const good = { name: "execute_code", args: '{"code":"1"}' };
    const earlier = new AIMessage({
      content: "",
      tool_calls: [{ type: "tool_call", id: "call_0", name: "execute_code", args: {} }],
    });
    const ids = pendingCalls(reply(good, good), [earlier]).map(({ id }) => id);
    expect(ids[0]).not.toBe("call_0");
    expect(ids[1]).toBe("call_1");
  });

  test("order is kept when a malformed call stands between good ones", () => {
    const good = { name: "execute_code", args: '{"code":"1"}' };
    const calls = pendingCalls(reply(good, { name: "list_files", args: "{" }, good));
    expect(calls.map(({ id }) => id)).toEqual(["call_0", "call_1", "call_2"]);
    expect(calls[1]?.fault).toBeDefined();
  });
});
