import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connect } from "node:net";
import { once } from "node:events";
import * as fc from "fast-check";
import { poolOf } from "../../helpers/analyst.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { ScriptedModel } from "../../helpers/scripted-model.ts";
import { startScriptedServer, type ScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;
beforeAll(async () => {
  const model = new ScriptedModel(Array.from({ length: 1_000 }, () => ({ text: "Yes." })));
  const sandbox = createScriptedSandbox(Array.from({ length: 1_000 }, () => ({ cell: /profile/ })));
  server = await startScriptedServer(
    { model, sandboxes: poolOf(sandbox) },
    { SERVER_USER_REQUESTS_PER_MINUTE: "0", SERVER_KEY_REQUESTS_PER_MINUTE: "0" },
  );
});
afterAll(async () => server.close());

const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "",
    "Hi",
    "<summary>",
    'Attached document(s):\n```md# "a"\n',
    "Hold on again, update your checkpoint.",
    "data:;base64,QQ==",
    "data:text/csv,%ZZ",
  ),
);
const part = fc.oneof(
  fc.record({ type: fc.constantFrom("text", "input_text", "refusal"), text: words }),
  fc.record({
    type: fc.constant("file"),
    file: fc.record({ filename: words, file_data: words, file_id: words }, { requiredKeys: [] }),
  }),
  fc.record(
    { type: fc.constant("input_file"), filename: words, file_data: words },
    { requiredKeys: ["type"] },
  ),
  fc.record({
    type: fc.constantFrom("image_url", "input_image"),
    image_url: fc.oneof(words, fc.record({ url: words })),
  }),
  fc.anything({ maxDepth: 1 }),
);
const message = fc.record(
  {
    role: fc.constantFrom("system", "user", "assistant", "tool", "developer"),
    content: fc.oneof(words, fc.array(part, { maxLength: 4 }), fc.constant(null)),
  },
  { requiredKeys: ["role"] },
);
const body = fc.record({
  model: fc.oneof(
    { weight: 8, arbitrary: fc.constant("data-analyst") },
    { weight: 1, arbitrary: words },
  ),
  messages: fc.oneof(
    { weight: 8, arbitrary: fc.array(message, { maxLength: 5 }) },
    { weight: 1, arbitrary: fc.anything({ maxDepth: 2 }) },
  ),
  stream: fc.constantFrom(true, false, undefined, "yes"),
  steps: fc.constantFrom(undefined, "none", "all"),
});

const ask = async (value: unknown) => {
  const response = await server.post(JSON.stringify(value) ?? "");
  const text = await response.text();
  expect([200, 400, 404, 409, 413]).toContain(response.status);
  // No place in our code, and no words of the engine that runs it.
  expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|TypeError|ZodError/);
  return response.status;
};

describe("strange requests", () => {
  test("that look like chat are answered or refused", async () => {
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(body, async (value) => void seen.add(await ask(value))),
      { numRuns: 150 },
    );
    // Both kinds came, or nothing was tried.
    expect(seen).toEqual(new Set([...seen, 200, 400]));
    expect((await fetch(`${server.server.url}/health`)).status).toBe(200);
  });

  test("of any JSON are refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (value) => void (await ask(JSON.parse(value)))),
      { numRuns: 100 },
    );
    expect((await fetch(`${server.server.url}/health`)).status).toBe(200);
  });

  test("of deep nesting and of raw bytes are refused", async () => {
    const deep = `{"model":"data-analyst","messages":${"[".repeat(200_000)}`;
    expect((await server.post(deep)).status).toBe(400);
    expect((await server.post(`${deep}${"]".repeat(200_000)}}`)).status).toBe(400);
    const response = await server.post(Buffer.from([0xff, 0xfe, 0, 1]).toString("latin1"));
    expect(response.status).toBe(400);
  });

  test("that break off in the middle leave nothing behind", async () => {
    const { port } = new URL(server.server.url);
    for (const end of [
      "",
      '{"model":"data-analyst","messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:;base64,QUFB',
    ]) {
      const socket = connect(Number(port), "127.0.0.1");
      await once(socket, "connect");
      socket.write(
        `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.key}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n${end}`,
      );
      socket.destroy();
      await once(socket, "close");
    }
    expect((await fetch(`${server.server.url}/health`)).status).toBe(200);
  });
});
