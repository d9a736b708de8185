import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../../src/config.ts";
import { chooseModel, resolveEndpoint } from "../../../src/model/endpoint.ts";

const endpointOf = (env: Record<string, string>) => resolveEndpoint(readConfig(env, "/x"));

const AZURE = {
  AZURE_OPENAI_ENDPOINT: "https://school.openai.azure.com",
  AZURE_OPENAI_API_KEY: "k",
  AZURE_OPENAI_DEPLOYMENT: "course",
};

describe("who answers", () => {
  it.each([
    ["nothing is set", {}, "offline", "offline"],
    ["a key is set", { OPENAI_API_KEY: "k" }, "openai", "gpt-4.1-mini"],
    ["a key and a model", { OPENAI_API_KEY: "k", OPENAI_MODEL: "o9" }, "openai", "o9"],
    [
      "OpenAI's own address is spelled out",
      { OPENAI_API_KEY: "k", OPENAI_BASE_URL: "https://api.openai.com/v1" },
      "openai",
      "gpt-4.1-mini",
    ],
    [
      "a local server without a key",
      { OPENAI_BASE_URL: "http://127.0.0.1:11434/v1", OPENAI_MODEL: "qwen3" },
      "compatible",
      "qwen3",
    ],
    ["Azure is set", AZURE, "azure", "course"],
    ["Azure and a key", { ...AZURE, OPENAI_API_KEY: "k" }, "azure", "course"],
    [
      "LibreChat's placeholder is in the key",
      { OPENAI_API_KEY: "user_provided" },
      "offline",
      "offline",
    ],
  ])("when %s", (_when, env, provider, model) => {
    expect(endpointOf(env)).toMatchObject({ provider, defaultModel: model });
  });

  it.each([
    "https://school.openai.azure.com",
    "https://school.openai.azure.com/",
    "https://school.openai.azure.com/openai/v1/",
    "https://school.openai.azure.com/openai/deployments/x/chat/completions?api-version=1",
  ])("takes the Azure resource out of %s", (endpoint) => {
    expect(endpointOf({ ...AZURE, AZURE_OPENAI_ENDPOINT: endpoint }).baseUrl).toBe(
      "https://school.openai.azure.com",
    );
  });

  it("keeps the path of a gateway in front of Azure", () => {
    expect(
      endpointOf({ ...AZURE, AZURE_OPENAI_ENDPOINT: "https://gw.example/azure/" }).baseUrl,
    ).toBe("https://gw.example/azure");
  });
});

describe("the model of a run", () => {
  it("is the named one, else the default", () => {
    const endpoint = endpointOf({ OPENAI_API_KEY: "k" });
    expect(chooseModel(endpoint, "gpt-5-mini")).toBe("gpt-5-mini");
    expect(chooseModel(endpoint, undefined)).toBe("gpt-4.1-mini");
  });

  it("must be named for a compatible server, whose models nobody can guess", () => {
    const endpoint = endpointOf({ OPENAI_BASE_URL: "http://127.0.0.1:1/v1" });
    expect(() => chooseModel(endpoint, undefined)).toThrow(/OPENAI_MODEL/);
    expect(chooseModel(endpoint, "llama")).toBe("llama");
  });

  it("is not silently replaced by the offline model", () => {
    expect(() => chooseModel(endpointOf({}), "gpt-5-mini")).toThrow(/OPENAI_API_KEY/);
    expect(chooseModel(endpointOf({}), "offline")).toBe("offline");
  });
});
