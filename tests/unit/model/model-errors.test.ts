import { ContextOverflowError, ModelAbortError } from "@langchain/core/errors";
import { describe, expect, it } from "@jest/globals";
import { Carrier } from "../../../src/model/causes.ts";
import { mapModelError } from "../../../src/model/model-errors.ts";
import { AnalystError } from "../../../tools/errors.ts";

const azure = { provider: "azure", name: "course" } as const;
const fault = (fields: Record<string, unknown>) => Object.assign(new Error("x"), fields);

describe("a model's error", () => {
  it.each([
    [fault({ status: 401 }), "model_auth", false],
    [fault({ status: 403 }), "model_auth", false],
    [fault({ status: 404 }), "model_rejected", false],
    [fault({ status: 400, error: { message: "odd" } }), "model_rejected", false],
    [fault({ status: 400, code: "content_filter" }), "model_rejected", false],
    [fault({ status: 400, code: "context_length_exceeded" }), "model_context_overflow", false],
    [fault({ status: 413 }), "model_context_overflow", false],
    [new ContextOverflowError("long"), "model_context_overflow", false],
    [fault({ status: 429 }), "model_rate_limited", true],
    [fault({ status: 429, code: "insufficient_quota" }), "model_rate_limited", false],
    [fault({ code: 502, error: { message: "in the stream" } }), "model_unreachable", true],
    [fault({ status: 503 }), "model_unreachable", true],
    [fault({ name: "AbortError" }), "cancelled", false],
    [new ModelAbortError("stop"), "cancelled", false],
    [new RangeError("a defect of ours"), "internal", false],
    ["a string", "internal", false],
  ] as const)("%p is %s", (error, code, retryable) => {
    expect(mapModelError(error, azure)).toMatchObject({ code, retryable });
  });

  it("keeps what the fetch layer said, however deep it is wrapped", () => {
    const own = new AnalystError("model_unreachable", { en: "gone", zh: "没了" });
    const wrapped = new Error("Connection error.", { cause: new Carrier(own) });
    expect(mapModelError(wrapped, azure)).toBe(own);
  });

  it("names the variable of its provider", () => {
    expect(mapModelError(fault({ status: 401 }), azure).message).toContain("AZURE_OPENAI_API_KEY");
    const unknown = mapModelError(fault({ status: 404 }), azure);
    expect(unknown.message).toContain("AZURE_OPENAI_DEPLOYMENT");
    expect(unknown.message).toContain("course");
  });

  it("passes on one bounded line of the server's own words", () => {
    const long = `line one\nline two ${"x".repeat(2000)}`;
    const { message } = mapModelError(fault({ status: 400, error: { message: long } }), azure);
    expect(message).toContain("line one line two");
    expect(message.length).toBeLessThan(400);
  });
});
