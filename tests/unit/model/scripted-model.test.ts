import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { describe, expect, it } from "@jest/globals";
import { scriptedModel } from "../../helpers/scripted-model.ts";

const ask = new HumanMessage("go");
const call = (id: string) => ({ id, name: "execute_code", args: { code: "1" } });
const calling = (...ids: string[]) => new AIMessage({ content: "", tool_calls: ids.map(call) });
const reply = (id: string) => new ToolMessage({ content: "1", tool_call_id: id });

describe("the scripted model", () => {
  it("streams text and calls in pieces that join to what was scripted", async () => {
    const model = scriptedModel({ text: "One moment please.", calls: [call("a")] });
    const chunks = [];
    for await (const chunk of await model.stream([ask])) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(3);
    const whole = chunks.reduce((all, chunk) => all.concat(chunk));
    expect(whole.text).toBe("One moment please.");
    expect(whole.tool_calls).toMatchObject([call("a")]);
    expect(whole.usage_metadata?.total_tokens).toBe(15);
    model.assertDone();
  });

  it("plays malformed arguments, an error half-way, and checks of what it gets", async () => {
    const model = scriptedModel(
      { calls: [{ name: "execute_code", args: '{"code": oops', id: "b" }] },
      { text: "half", error: new Error("cut") },
      {
        expect: (messages, tools) => expect([messages.length, tools]).toEqual([1, ["t"]]),
        text: ".",
      },
    );
    expect((await model.invoke([ask])).invalid_tool_calls).toMatchObject([{ id: "b" }]);
    await expect(model.invoke([ask])).rejects.toThrow("cut");
    await model.bindTools([{ type: "function", function: { name: "t" } }]).invoke([ask]);
    model.assertDone();
  });

  it("waits for the abort", async () => {
    const model = scriptedModel({ text: "thinking", untilAborted: true });
    const cancel = new AbortController();
    const asked = model.invoke([ask], { signal: cancel.signal });
    await model.waitsAt(0);
    cancel.abort();
    await expect(asked).rejects.toThrow(/abort/i);
    model.assertDone();
  });

  it("fails on steps left over and on calls too many, also when nobody let that through", async () => {
    expect(() => scriptedModel({ text: "unused" }).assertDone()).toThrow("0 of 1 steps");
    const model = scriptedModel({ text: "one" });
    await model.invoke([ask]);
    await model.invoke([ask]).catch(() => {});
    expect(() => model.assertDone()).toThrow("unexpected call 2");
  });

  const torn: [string, BaseMessage[]][] = [
    ["an open call", [ask, calling("a")]],
    ["one open call of two", [ask, calling("a", "b"), reply("a"), ask]],
    ["a late reply", [ask, calling("a"), ask, reply("a")]],
    ["a reply to nothing", [ask, reply("a")]],
  ];
  it.each(torn)("refuses %s", async (_what, messages) => {
    const model = scriptedModel({ text: "never" });
    await expect(model.invoke(messages)).rejects.toMatchObject({ status: 400 });
    expect(() => model.assertDone()).toThrow("tool");
  });

  it("accepts a history whose calls are all answered", async () => {
    const model = scriptedModel({ text: "fine" });
    const history = [ask, calling("a", "b"), reply("a"), reply("b"), ask];
    expect((await model.invoke(history)).text).toBe("fine");
    model.assertDone();
  });
});
