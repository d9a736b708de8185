import { describe, expect, test } from "@jest/globals";
import { asAnalystModel } from "../../../src/model/analyst-model.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";

/** The tokens of a model that says of itself that it reads `known`, or nothing. */
function tokens(wanted?: number, known?: number, provider: "openai" | "compatible" = "compatible") {
  const chat = scriptedModel();
  Object.defineProperty(chat, "profile", {
    value: known === undefined ? {} : { maxInputTokens: known },
  });
  return asAnalystModel(chat, { provider, name: "m" }, wanted).contextTokens;
}

describe("how much a model is sent", () => {
  test("what it is known to read, when that is usual", () => {
    expect(tokens(undefined, 64_000)).toBe(64_000);
  });

  test("no more than usual, though it reads a million", () => {
    expect(tokens(undefined, 1_000_000)).toBe(128_000);
  });

  test("a careful guess for a server that does not say", () => {
    expect(tokens()).toBe(32_000);
    expect(tokens(undefined, undefined, "openai")).toBe(128_000);
  });

  test("what was set, up to what it is known to read", () => {
    expect(tokens(200_000, 1_000_000)).toBe(200_000);
    expect(tokens(200_000)).toBe(200_000);
    expect(tokens(8_000, 64_000)).toBe(8_000);
    expect(tokens(200_000, 64_000)).toBe(64_000);
  });
});
