import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { LLMock } from "@copilotkit/aimock";
import { ask, modelsFor } from "./ask.ts";

const mock = new LLMock({ chunkSize: 5 });
beforeAll(() => mock.start());
afterAll(() => mock.stop());

const model = () =>
  modelsFor({ OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_MODEL: "m", OPENAI_API_KEY: "k" }).get();

describe("a streamed answer", () => {
  it("joins text and tool calls that arrive in pieces", async () => {
    mock.on(
      { userMessage: "mean" },
      {
        content: "I compute the mean.",
        toolCalls: [{ name: "execute_code", arguments: { code: "print(df.x.mean())" }, id: "c1" }],
        usage: { prompt_tokens: 21, completion_tokens: 9, total_tokens: 30 },
      },
    );
    const reply = await ask(await model(), { tools: true, question: "What is the mean?" });
    expect(reply.error).toBeUndefined();
    expect(reply.text).toBe("I compute the mean.");
    expect(reply.whole?.tool_calls).toMatchObject([
      { id: "c1", name: "execute_code", args: { code: "print(df.x.mean())" } },
    ]);
    expect(reply.whole?.usage_metadata).toMatchObject({ input_tokens: 21, output_tokens: 9 });
  });

  it("keeps malformed arguments as an invalid call", async () => {
    mock.on(
      { userMessage: "broken" },
      { toolCalls: [{ name: "execute_code", arguments: '{"code": oops', id: "c2" }] },
    );
    const reply = await ask(await model(), { tools: true, question: "broken" });
    expect(reply.whole?.tool_calls).toEqual([]);
    expect(reply.whole?.invalid_tool_calls).toMatchObject([{ id: "c2", args: '{"code": oops' }]);
  });
});
