import { afterEach, describe, expect, test } from "@jest/globals";
import { request } from "node:http";
import { poolOf } from "../../helpers/analyst.ts";
import { createMemoryApiKeys } from "../../helpers/memory-api-keys.ts";
import { createServerRecords } from "../../helpers/memory-records.ts";
import { callerOf } from "../../helpers/callers.ts";
import { scriptedModel } from "../../helpers/scripted-model.ts";
import { localCaller } from "../../../tools/ports/caller.ts";
import { startScriptedServer, type ScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const parts = () => ({ model: scriptedModel(), sandboxes: poolOf() });
const ask = { model: "data-analyst", messages: [{ role: "user", content: "Hi" }] };
const models = async (headers: Record<string, string> = {}) =>
  fetch(`${server?.server.url}/v1/models`, { headers });

/** A request under another name than the server's own, as a page in a browser can make one. */
const statusAs = async (host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(`${server?.server.url}/v1/models`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once("error", reject)
      .end();
  });

const as = (id: string) => ({
  headers: { "X-LibreChat-User-Id": id, "accept-language": "zh-CN" },
});

describe("the server", () => {
  test("wants a valid key once there is one", async () => {
    server = await startScriptedServer(parts());
    const { key } = server;
    expect((await models({ authorization: `Bearer ${key}` })).status).toBe(200);
    expect((await models({ "api-key": key })).status).toBe(200);
    const wrong = `${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`;
    for (const headers of [
      {},
      { authorization: `Bearer ${wrong}` },
      { authorization: key },
      { authorization: "Bearer x" },
    ]) {
      const response = await models(headers as Record<string, string>);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({
        error: { type: "authentication_error", code: "key_invalid" },
      });
    }
  });

  test("does not take a revoked key", async () => {
    const apiKeys = createMemoryApiKeys();
    server = await startScriptedServer(parts(), {}, apiKeys);
    expect((await models({ authorization: `Bearer ${server.key}` })).status).toBe(200);
    await apiKeys.revoke("test");
    expect((await models({ authorization: `Bearer ${server.key}` })).status).toBe(401);
    // Revoking the last one does not open the server.
    expect((await models()).status).toBe(401);
  });

  test("without any key answers this machine by its own name only", async () => {
    const none = { ...createMemoryApiKeys(), list: async () => [] };
    server = await startScriptedServer(parts(), {}, none);
    expect((await models()).status).toBe(200);
    expect(await statusAs("localhost:80")).toBe(200);
    expect(await statusAs("evil.example.org")).toBe(401);
  });

  test("does not start beyond this machine without a key", async () => {
    const none = { ...createMemoryApiKeys(), list: async () => [] };
    await expect(
      startScriptedServer(parts(), { SERVER_HOST: "0.0.0.0" }, none),
    ).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringContaining("keys create"),
    });
    server = await startScriptedServer(parts(), { SERVER_HOST: "0.0.0.0" });
    expect((await models()).status).toBe(401);
  });

  test("believes user headers only with a key", async () => {
    const records = createServerRecords();
    const model = scriptedModel({ text: "1" }, { text: "2" }, { text: "3" });
    const made = createMemoryApiKeys();
    let isOpen = false;
    const apiKeys = { ...made, list: async () => (isOpen ? [] : made.list()) };
    server = await startScriptedServer({ ...parts(), model, records }, {}, apiKeys);
    const threadsOf = async (userId: string) => records.threads.list(callerOf(userId));
    await server.post(ask, { headers: { "X-LibreChat-User-Id": "b64:xb1vZmll" } });
    expect(await threadsOf("Žofie")).toHaveLength(1);
    await server.post(ask, { headers: { "X-LibreChat-User-Id": "{{LIBRECHAT_USER_ID}}" } });
    expect(await threadsOf("ada")).toHaveLength(1);
    isOpen = true;
    await fetch(`${server.server.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", "X-LibreChat-User-Id": "eve" },
      body: JSON.stringify(ask),
    });
    expect(await threadsOf("eve")).toEqual([]);
    expect(await records.threads.list(localCaller)).toHaveLength(1);
    model.assertDone();
  });

  test("refuses what a page could send without being asked first", async () => {
    server = await startScriptedServer(parts());
    const response = await server.post(ask, { headers: { "content-type": "text/plain" } });
    expect(response.status).toBe(400);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(response.headers.get("x-powered-by")).toBeNull();
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("limits requests per user, and names the limit without a status that is tried again", async () => {
    const model = scriptedModel({ text: "1" }, { text: "2" }, { text: "3" });
    server = await startScriptedServer(
      { ...parts(), model },
      { SERVER_USER_REQUESTS_PER_MINUTE: "2" },
    );
    const statuses = [];
    for (const id of ["ann", "ann", "ann", "bob"]) statuses.push(await server.post(ask, as(id)));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 400, 200]);
    expect(await statuses[2]?.json()).toMatchObject({
      error: { type: "rate_limit_error", message: expect.stringContaining("超过 2 次") },
    });
    expect(
      (await models({ authorization: `Bearer ${server.key}`, "X-LibreChat-User-Id": "ann" }))
        .status,
    ).toBe(200);
  });

  test("limits requests per key over all its users", async () => {
    const model = scriptedModel({ text: "1" });
    server = await startScriptedServer(
      { ...parts(), model },
      { SERVER_KEY_REQUESTS_PER_MINUTE: "1" },
    );
    expect((await server.post(ask, as("ann"))).status).toBe(200);
    expect((await server.post(ask, as("bob"))).status).toBe(400);
  });

  test("has no other routes, and answers paths that cannot be read", async () => {
    server = await startScriptedServer(parts());
    const get = async (path: string) =>
      fetch(`${server?.server.url}${path}`, {
        headers: { authorization: `Bearer ${server?.key}` },
      });
    expect((await get("/")).status).toBe(404);
    expect((await get("/v1/nothing")).status).toBe(404);
    expect((await get("/v1/models/%E0%A4%A")).status).toBe(400);
    expect((await get("/v1/models/data-analyst")).status).toBe(200);
    expect((await get("/v1/models/other")).status).toBe(404);
    expect(await (await get("/health")).json()).toEqual({ status: "ok" });
    expect(await (await get("/ready")).json()).toEqual({ status: "ok" });
  });
});
