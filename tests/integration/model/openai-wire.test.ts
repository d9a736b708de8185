import { afterEach, describe, expect, it } from "@jest/globals";
import { ask, modelsFor } from "./ask.ts";
import { startChatServer, stream, type ChatServer } from "./chat-server.ts";

let server: ChatServer;
afterEach(() => server.finish());

const azure = (extra: Record<string, string> = {}) => ({
  AZURE_OPENAI_ENDPOINT: `${server.origin}/`,
  AZURE_OPENAI_API_KEY: "azure-secret",
  AZURE_OPENAI_DEPLOYMENT: "course-gpt",
  ...extra,
});

describe("what goes over the wire to a compatible server", () => {
  it("streams chat completions with usage, the model's name and the key", async () => {
    server = await startChatServer(stream("The mean is 4."));
    const models = modelsFor({
      OPENAI_BASE_URL: server.url,
      OPENAI_MODEL: "qwen3",
      OPENAI_API_KEY: "sk-test",
    });
    const reply = await ask(await models.get());
    expect(reply.error).toBeUndefined();
    expect(reply.text).toBe("The mean is 4.");
    expect(reply.whole?.usage_metadata).toMatchObject({ input_tokens: 7, output_tokens: 3 });
    const [request] = server.requests;
    expect(request?.url).toBe("/v1/chat/completions");
    expect(request?.headers.authorization).toBe("Bearer sk-test");
    expect(request?.body).toMatchObject({
      model: "qwen3",
      stream: true,
      stream_options: { include_usage: true },
    });
    // A compatible server keeps its own temperature, and no call limits its tokens.
    expect(Object.keys(request?.body ?? {}).toSorted()).toEqual([
      "messages",
      "model",
      "stream",
      "stream_options",
    ]);
  });

  it("sends no authorization at all where no key is set", async () => {
    server = await startChatServer(stream("ok"));
    const models = modelsFor({ OPENAI_BASE_URL: server.url, OPENAI_MODEL: "llama" });
    expect((await ask(await models.get())).text).toBe("ok");
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("asks for one tool call at a time", async () => {
    server = await startChatServer(stream("ok"));
    const models = modelsFor({ OPENAI_BASE_URL: server.url, OPENAI_MODEL: "m" });
    await ask(await models.get(), { tools: true });
    expect(server.requests[0]?.body).toMatchObject({
      parallel_tool_calls: false,
      tools: [{ type: "function", function: { name: "execute_code" } }],
    });
  });

  it("takes the model of the run by name, also one that LangChain would send elsewhere", async () => {
    server = await startChatServer(stream("ok"), stream("ok"));
    const models = modelsFor({ OPENAI_BASE_URL: server.url, OPENAI_MODEL: "m" });
    await ask(await models.get("gpt-5.6"));
    await ask(await models.get("my-codex"));
    expect(server.requests.map((r) => [r.url, r.body.model])).toEqual([
      ["/v1/chat/completions", "gpt-5.6"],
      ["/v1/chat/completions", "my-codex"],
    ]);
  });
});

describe("what goes over the wire to Azure", () => {
  it("uses the deployment's path, the api-key header and the default API version", async () => {
    server = await startChatServer(stream("ok"));
    const reply = await ask(await modelsFor(azure()).get());
    expect(reply.text).toBe("ok");
    const [request] = server.requests;
    expect(request?.url).toBe(
      "/openai/deployments/course-gpt/chat/completions?api-version=2024-10-21",
    );
    expect(request?.headers["api-key"]).toBe("azure-secret");
    expect(request?.headers.authorization).toBeUndefined();
    expect(request?.body).toMatchObject({ model: "course-gpt", temperature: 0 });
  });

  it("honours the API version, another deployment per run, and an endpoint pasted at full length", async () => {
    server = await startChatServer(stream("ok"));
    const models = modelsFor(
      azure({
        AZURE_OPENAI_API_VERSION: "2025-04-01-preview",
        AZURE_OPENAI_ENDPOINT: `${server.origin}/openai/deployments/old/chat/completions?api-version=1`,
      }),
    );
    await ask(await models.get("gpt-5-mini"));
    const [request] = server.requests;
    expect(request?.url).toBe(
      "/openai/deployments/gpt-5-mini/chat/completions?api-version=2025-04-01-preview",
    );
    // A model known to reason is not sent a temperature in the first place.
    expect(request?.body.temperature).toBeUndefined();
  });
});
