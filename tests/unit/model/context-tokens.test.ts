import { describe, expect, test } from "@jest/globals";
import { readConfig } from "../../../src/config.ts";
import { createLogger } from "../../../src/logger.ts";
import { asAnalystModel } from "../../../src/model/analyst-model.ts";
import { createModels } from "../../../src/model/models.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";

/** The tokens of a model that says of itself that it reads `known`, or nothing. */
function tokens(wanted?: number, known?: number, provider: "openai" | "compatible" = "compatible") {
  const chat = scriptedModel();
  Object.defineProperty(chat, "profile", {
    value: known === undefined ? {} : { maxInputTokens: known },
  });
  return asAnalystModel(chat, { provider, name: "m" }, wanted).contextTokens;
}

const configured = async (environment: NodeJS.ProcessEnv) => {
  const models = createModels(readConfig(environment), createLogger("silent"));
  return (await models.get()).contextTokens;
};

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

  test("by ANALYST_CONTEXT_TOKENS", async () => {
    const server = { OPENAI_BASE_URL: "http://127.0.0.1:1/v1", OPENAI_MODEL: "m" };
    expect(await configured(server)).toBe(32_000);
    expect(await configured({ ...server, ANALYST_CONTEXT_TOKENS: "9000" })).toBe(9_000);
    expect(await configured({ ANALYST_CONTEXT_TOKENS: "9000" })).toBe(9_000);
  });
});
