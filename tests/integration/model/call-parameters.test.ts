import { afterEach, describe, expect, it } from "@jest/globals";
import { ask, modelsFor } from "./ask.ts";
import { refusal, startChatServer, stream, type ChatServer } from "./chat-server.ts";

let server: ChatServer;
afterEach(() => server.finish());

const WANTED = { temperature: 0.7, topP: 0.9, maxTokens: 2_000, reasoningEffort: "low" } as const;
const NAMES = ["temperature", "top_p", "max_tokens", "max_completion_tokens", "reasoning_effort"];

const sent = (index = 0) =>
  Object.fromEntries(
    Object.entries(server.requests[index]?.body ?? {}).filter(([key]) => NAMES.includes(key)),
  );

const azure = () => ({ AZURE_OPENAI_ENDPOINT: server.origin, AZURE_OPENAI_API_KEY: "k" });
const compatible = () => ({ OPENAI_BASE_URL: server.url });

describe("the parameters of a call", () => {
  it.each([
    ["gpt-4.1", { temperature: 0.7, top_p: 0.9, max_completion_tokens: 2_000 }],
    ["gpt-5-mini", { max_completion_tokens: 2_000, reasoning_effort: "low" }],
    ["o3", { max_completion_tokens: 2_000, reasoning_effort: "low" }],
    [
      "course-deployment",
      { temperature: 0.7, top_p: 0.9, max_completion_tokens: 2_000, reasoning_effort: "low" },
    ],
  ])("are what %s of Azure is known to take", async (model, expected) => {
    server = await startChatServer(stream("ok"));
    const models = modelsFor({ ...azure(), AZURE_OPENAI_DEPLOYMENT: model });
    expect((await ask(await models.get(undefined, WANTED))).text).toBe("ok");
    expect(sent()).toEqual(expected);
  });

  it("have the older name of a reply's limit on a compatible server", async () => {
    server = await startChatServer(stream("ok"));
    const models = modelsFor({ ...compatible(), OPENAI_MODEL: "qwen3" });
    await ask(await models.get(undefined, WANTED));
    expect(sent()).toMatchObject({ max_tokens: 2_000, temperature: 0.7 });
  });

  it("are each assistant's own: what the model refused to one is tried for another", async () => {
    server = await startChatServer(
      refusal(400, { message: "too hot", param: "temperature" }),
      stream("ok"),
      stream("ok"),
      stream("ok"),
    );
    const models = modelsFor({ ...compatible(), OPENAI_MODEL: "m" });
    const hot = await models.get("m", { temperature: 1.9 });
    await ask(hot);
    await ask(await models.get("m", { temperature: 0.5, topP: 0.5 }));
    await ask(await models.get("m", { temperature: 1.9 }));
    expect([0, 1, 2, 3].map(sent)).toEqual([
      { temperature: 1.9 },
      {},
      { temperature: 0.5, top_p: 0.5 },
      {},
    ]);
  });
});
