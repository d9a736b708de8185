import { describe, expect, it } from "@jest/globals";
import { findRefusedParameter } from "../../../src/model/refused-parameter.ts";

const REQUEST = {
  model: "m",
  messages: [],
  tools: [],
  stream: true,
  temperature: 0,
  parallel_tool_calls: false,
  stream_options: { include_usage: true },
};
const openAi = (error: Record<string, unknown>) => ({ error });

describe("the refused parameter", () => {
  it.each([
    ["OpenAI's field", openAi({ param: "temperature", code: "unsupported_value" }), "temperature"],
    [
      "the field, whatever the message speaks of",
      openAi({ param: "temperature", message: "see parallel_tool_calls" }),
      "temperature",
    ],
    [
      "FastAPI's location",
      { detail: [{ loc: ["body", "stream_options"], msg: "extra" }] },
      "stream_options",
    ],
    [
      "an older Azure message without the field",
      openAi({
        param: null,
        message: "Unrecognized request argument supplied: parallel_tool_calls",
      }),
      "parallel_tool_calls",
    ],
    [
      "vLLM's flat form",
      { object: "error", message: "[{'loc': ('body', 'parallel_tool_calls')}]", code: 400 },
      "parallel_tool_calls",
    ],
  ])("is found by %s", (_by, body, name) => {
    expect(findRefusedParameter(body, REQUEST)).toBe(name);
  });

  it.each([
    ["is essential", openAi({ param: "messages" })],
    ["lies inside an essential one", openAi({ param: "tools[0].function.name" })],
    ["is not part of the request", openAi({ param: "max_tokens" })],
    ["is named in the middle of a word only", openAi({ message: "supertemperatures" })],
    ["is essential in FastAPI's form", { detail: [{ loc: ["body", "messages", 0] }] }],
    ["is not said", undefined],
  ])("is none when it %s", (_when, body) => {
    expect(findRefusedParameter(body, REQUEST)).toBeUndefined();
  });
});
