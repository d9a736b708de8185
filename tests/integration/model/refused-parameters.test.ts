import { afterEach, describe, expect, it } from "@jest/globals";
import { ask, modelsFor } from "./ask.ts";
import { json, refusal, startChatServer, stream, type ChatServer } from "./chat-server.ts";

let server: ChatServer;
afterEach(() => server.finish());

const azure = () =>
  modelsFor({
    AZURE_OPENAI_ENDPOINT: server.origin,
    AZURE_OPENAI_API_KEY: "k",
    AZURE_OPENAI_DEPLOYMENT: "d",
  });

describe("a parameter that the model refuses", () => {
  it("is left out, the call repeated, and not sent again to that model", async () => {
    server = await startChatServer(
      refusal(400, {
        message: "Unsupported value: 'temperature' does not support 0 with this model.",
        code: "unsupported_value",
        param: "temperature",
      }),
      stream("first"),
      stream("second"),
      stream("other model"),
    );
    const models = azure();
    expect((await ask(await models.get())).text).toBe("first");
    expect((await ask(await models.get())).text).toBe("second");
    expect((await ask(await models.get("other"))).text).toBe("other model");
    expect(server.requests.map((request) => request.body.temperature)).toEqual([
      0,
      undefined,
      undefined,
      0,
    ]);
  });

  it("may be one of several, refused one after the other", async () => {
    server = await startChatServer(
      refusal(400, { code: "unsupported_parameter", param: "temperature" }),
      refusal(400, { code: "unsupported_parameter", param: "parallel_tool_calls" }),
      stream("ok"),
    );
    const reply = await ask(await azure().get(), { tools: true });
    expect(reply.text).toBe("ok");
    expect(server.requests[2]?.body).not.toHaveProperty("temperature");
    expect(server.requests[2]?.body).not.toHaveProperty("parallel_tool_calls");
    expect(server.requests[2]?.body).toHaveProperty("tools");
  });

  it("is found in the form of FastAPI servers", async () => {
    server = await startChatServer(
      json(422, {
        detail: [{ type: "extra_forbidden", loc: ["body", "stream_options"], msg: "-" }],
      }),
      stream("ok"),
    );
    const models = modelsFor({ OPENAI_BASE_URL: server.url, OPENAI_MODEL: "m" });
    expect((await ask(await models.get())).text).toBe("ok");
    expect(server.requests[1]?.body).not.toHaveProperty("stream_options");
  });

  it("ends the run when it is one the call cannot do without", async () => {
    server = await startChatServer(
      refusal(400, { message: "Invalid tools", code: "invalid_value", param: "tools[0].function" }),
    );
    const { error } = await ask(await azure().get(), { tools: true });
    expect(error?.code).toBe("model_rejected");
    expect(error?.message).toContain("Invalid tools");
  });
});
