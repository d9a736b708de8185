import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Models } from "../../../src/model/models.ts";
import { ask, modelsFor } from "./ask.ts";
import {
  json,
  refusal,
  silence,
  startChatServer,
  stream,
  type Answer,
  type ChatServer,
} from "./chat-server.ts";

let server: ChatServer | undefined;
afterEach(async () => {
  await server?.finish();
  server = undefined;
});

async function serve(...answers: Answer[]): Promise<ChatServer> {
  server = await startChatServer(...answers);
  return server;
}

const modelsAt = (url: string, extra: Record<string, string> = {}): Models =>
  modelsFor({
    OPENAI_BASE_URL: url,
    OPENAI_MODEL: "m",
    OPENAI_API_KEY: "sk-secret-123456",
    ...extra,
  });

describe("retries", () => {
  it("asks again after a failure of the server", async () => {
    const { url, requests } = await serve(json(500, {}), json(503, {}), stream("ok"));
    expect((await ask(await modelsAt(url).get())).text).toBe("ok");
    expect(requests).toHaveLength(3);
  });

  it("gives up after MODEL_RETRIES", async () => {
    const { url } = await serve(json(500, {}), json(500, {}));
    const { error } = await ask(await modelsAt(url, { MODEL_RETRIES: "1" }).get());
    expect(error).toMatchObject({ code: "model_unreachable", retryable: true });
    expect(error?.message).toContain("500");
  });

  it("waits as long as Retry-After says", async () => {
    const { url } = await serve(refusal(429, {}, { "retry-after-ms": "17" }), stream("ok"));
    const log: string[] = [];
    const models = modelsFor({ OPENAI_BASE_URL: url, OPENAI_MODEL: "m" }, log);
    expect((await ask(await models.get())).text).toBe("ok");
    expect(JSON.parse(log.join(""))).toMatchObject({ attempt: 1, pauseMs: 17 });
  });

  it("reports a longer pause instead of waiting, with the time", async () => {
    const { url } = await serve(refusal(429, {}, { "retry-after": "3600" }));
    const { error } = await ask(await modelsAt(url).get());
    expect(error).toMatchObject({ code: "model_rate_limited", retryable: true });
    expect(error?.message).toContain("3600 s");
    expect(error?.say("zh")).toContain("3600 秒");
  });

  it("does not ask again when the quota is used up", async () => {
    const { url } = await serve(refusal(429, { code: "insufficient_quota" }));
    const { error } = await ask(await modelsAt(url).get());
    expect(error).toMatchObject({ code: "model_rate_limited", retryable: false });
    expect(error?.message).toContain("quota");
  });

  it("stops waiting at once when cancelled", async () => {
    const { url, requests } = await serve(refusal(429, {}, { "retry-after": "50" }));
    const cancel = new AbortController();
    const asked = ask(await modelsAt(url).get(), { signal: cancel.signal });
    while (requests.length === 0) await new Promise(setImmediate);
    cancel.abort();
    expect((await asked).error?.code).toBe("cancelled");
  });
});

describe("refusals name the cure and never the key", () => {
  it.each([
    [401, "model_auth", "OPENAI_API_KEY"],
    [403, "model_auth", "OPENAI_API_KEY"],
    [404, "model_rejected", "OPENAI_MODEL"],
    [413, "model_context_overflow", "larger context"],
  ] as const)("HTTP %d is %s", async (status, code, cure) => {
    const { url } = await serve(refusal(status, { message: "Incorrect key sk-secret-123456" }));
    const { error } = await ask(await modelsAt(url).get());
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(cure);
    expect(error?.message).not.toContain("secret");
    expect(error?.say("zh")).toMatch(/\p{Script=Han}/u);
  });

  it("knows a context overflow by its code", async () => {
    const { url } = await serve(refusal(400, { code: "context_length_exceeded", message: "long" }));
    expect((await ask(await modelsAt(url).get())).error?.code).toBe("model_context_overflow");
  });

  it("hides a key that the server repeats", async () => {
    const { url } = await serve(refusal(400, { message: "bad header Bearer sk-secret-123456" }));
    const { error } = await ask(await modelsAt(url).get());
    expect(error?.message).toContain("[REDACTED]");
    expect(error?.message).not.toContain("secret");
  });
});

describe("a stream that does not end well", () => {
  it.each(["closed", "torn"] as const)(
    "is an error when %s in the middle, keeps the text and is not asked again",
    async (end) => {
      const { url } = await serve(stream("The mean is", { end }));
      const reply = await ask(await modelsAt(url).get());
      expect(reply.text).toBe("The mean is");
      expect(reply.error).toMatchObject({ code: "model_unreachable", retryable: true });
      expect(reply.error?.message).toContain("middle");
    },
  );

  it("is an error when the server goes quiet", async () => {
    const { url } = await serve(stream("The mean", { end: "open" }));
    const reply = await ask(await modelsAt(url, { MODEL_TIMEOUT_S: "1" }).get());
    expect(reply.text).toBe("The mean");
    expect(reply.error).toMatchObject({ code: "model_unreachable", retryable: true });
    expect(reply.error?.message).toContain("MODEL_TIMEOUT_S");
  });

  it("ends as cancelled when the person cancels it", async () => {
    const { url } = await serve(stream("The mean", { end: "open" }));
    const cancel = new AbortController();
    const model = await modelsAt(url).get();
    const call = { messages: [], tools: [], signal: cancel.signal, purpose: "t" };
    let failure: unknown;
    try {
      for await (const chunk of model.stream(call)) if (chunk.text === "mean") cancel.abort();
    } catch (error) {
      failure = error;
    }
    expect(model.toError(failure).code).toBe("cancelled");
  });

  it("passes on an error that the server puts into the stream", async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`data: ${JSON.stringify({ error: { code: 429, message: "slow down" } })}\n\n`);
    });
    expect((await ask(await modelsAt(url).get())).error?.code).toBe("model_rate_limited");
  });
});

describe("a server that cannot be had", () => {
  it("is reported when nothing listens", async () => {
    const port = await closedPort();
    const { error } = await ask(await modelsAt(`http://127.0.0.1:${port}/v1`).get());
    expect(error).toMatchObject({ code: "model_unreachable", retryable: true });
    expect(error?.message).toContain("ECONNREFUSED");
    expect(error?.message).toContain("OPENAI_BASE_URL");
  });

  it("is reported, without a second try, when it never answers", async () => {
    const { url } = await serve(silence);
    const { error } = await ask(await modelsAt(url, { MODEL_TIMEOUT_S: "1" }).get());
    expect(error).toMatchObject({ code: "model_unreachable", retryable: true });
    expect(error?.message).toContain("MODEL_TIMEOUT_S");
  });

  it("is reported when its name is unknown", async () => {
    const { error } = await ask(await modelsAt("http://no-such-host.invalid/v1").get());
    expect(error?.code).toBe("model_unreachable");
    expect(error?.message).toContain("no-such-host.invalid");
  });
});

async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
