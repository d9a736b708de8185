import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "@jest/globals";
import {
  AuthenticationError,
  RateLimitError,
  SandboxError,
  SandboxNotFoundError,
  TimeoutError,
} from "@e2b/code-interpreter";
import { execute, interpreterHeaders, linesOf } from "./raw-execute.ts";
import { runningServer, Sandbox } from "./running-server.ts";

const { server, connection } = await runningServer({ maxSandboxes: 3 });

/** The SDK leaves its timer behind when a run is refused, and that keeps a process alive. */
const requestTimeoutMs = 1000;

async function call(
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const headers = { "X-API-KEY": connection.apiKey, ...init.headers };
  return fetch(`${connection.apiUrl}${path}`, { ...init, headers });
}

describe("a sandbox", () => {
  test("is found, described, listed and connected to by its id", async () => {
    const sandbox = await Sandbox.create("code-interpreter-v1", {
      ...connection,
      timeoutMs: 60_000,
      metadata: { user: "a b/č" },
    });
    const info = await sandbox.getInfo();
    expect(info).toMatchObject({
      sandboxId: sandbox.sandboxId,
      templateId: "code-interpreter-v1",
      metadata: { user: "a b/č" },
      state: "running",
      allowInternetAccess: false,
      lifecycle: { onTimeout: "kill", autoResume: false },
    });
    expect(info.endAt.getTime() - info.startedAt.getTime()).toBe(60_000);
    const listed = await Sandbox.list({
      ...connection,
      query: { metadata: { user: "a b/č" }, state: ["running"] },
    }).nextItems();
    expect(listed.map(({ sandboxId }) => sandboxId)).toEqual([sandbox.sandboxId]);

    const again = await Sandbox.connect(sandbox.sandboxId, { ...connection, timeoutMs: 90_000 });
    await sandbox.runCode("shared = 7");
    expect((await again.runCode("shared")).text).toBe("7");
    const later = await again.getInfo();
    expect(later.endAt.getTime()).toBeGreaterThan(info.endAt.getTime());
    await sandbox.setTimeout(30_000);
    expect((await sandbox.getInfo()).endAt.getTime()).toBeLessThan(info.endAt.getTime());
    expect(await sandbox.kill()).toBe(true);
  });

  test("can be made the way of older SDKs", async () => {
    const created = await call("/sandboxes", {
      method: "POST",
      body: JSON.stringify({ templateID: "code-interpreter-v1", secure: true, timeout: 60 }),
    });
    expect(created.status).toBe(201);
    const { sandboxID } = (await created.json()) as { sandboxID: string };
    const body = JSON.stringify({ timeout: 60 });
    const connected = await call(`/sandboxes/${sandboxID}/connect`, { method: "POST", body });
    expect(connected.status).toBe(200);
    expect((await call(`/sandboxes/${sandboxID}/resume`, { method: "POST", body })).status).toBe(
      409,
    );
    expect(await (await call("/sandboxes")).json()).toMatchObject([{ sandboxID }]);
    const refresh = await call(`/sandboxes/${sandboxID}/refreshes`, { method: "POST", body: "{}" });
    expect(refresh.status).toBe(204);
    expect((await call(`/sandboxes/${sandboxID}`, { method: "DELETE" })).status).toBe(204);
    expect((await call(`/sandboxes/${sandboxID}`, { method: "DELETE" })).status).toBe(404);
  });

  test("tells what it uses", async () => {
    const sandbox = await Sandbox.create(connection);
    const [metric] = await sandbox.getMetrics();
    expect(metric?.memTotal).toBeGreaterThan(0);
    expect(metric?.timestamp).toBeInstanceOf(Date);
    await sandbox.kill();
  });

  test("without the interpreter has its port closed", async () => {
    const sandbox = await Sandbox.create("base", connection);
    await expect(sandbox.runCode("1", { requestTimeoutMs })).rejects.toThrow(/port is not open/);
    expect(await sandbox.isRunning()).toBe(true);
    await sandbox.kill();
  });
});

describe("the end of a sandbox", () => {
  test("tears a run that is going on, and answers 502 from then on", async () => {
    const sandbox = await Sandbox.create(connection);
    const response = await execute(connection, sandbox, { code: "print(1)\nwhile True: pass" });
    const lines = linesOf(response);
    while ((await lines.next()).value?.type !== "stdout");
    const rest = (async () => {
      for await (const { type } of lines) if (type === "end_of_execution") return "polite";
      return "ended";
    })();
    expect(await sandbox.kill()).toBe(true);
    await expect(rest).rejects.toThrow(/terminated/);
    expect(await sandbox.isRunning()).toBe(false);
    expect(await sandbox.kill()).toBe(false);
    await expect(sandbox.runCode("1", { requestTimeoutMs })).rejects.toThrow(TimeoutError);
    await expect(sandbox.getInfo()).rejects.toThrow(SandboxNotFoundError);
    await expect(sandbox.setTimeout(1000)).rejects.toThrow(SandboxNotFoundError);
    await expect(Sandbox.connect(sandbox.sandboxId, connection)).rejects.toThrow(
      SandboxNotFoundError,
    );
    const health = await fetch(`${connection.sandboxUrl}/health`, {
      headers: interpreterHeaders(sandbox),
    });
    expect(health.status).toBe(502);
    expect(await health.json()).toEqual({
      sandboxId: sandbox.sandboxId,
      message: "The sandbox was not found: it was killed",
      code: 502,
    });
  });

  test("comes when its time is over", async () => {
    const sandbox = await Sandbox.create({ ...connection, timeoutMs: 1000 });
    const response = await execute(connection, sandbox, { code: "while True: pass" });
    const read = (async () => {
      for await (const line of linesOf(response)) if (line.type === "end_of_execution") return;
    })();
    await expect(read).rejects.toThrow(/terminated/);
    expect(await sandbox.isRunning()).toBe(false);
  });
});

describe("a pause", () => {
  test("keeps variables, and every route is closed until the resume", async () => {
    const sandbox = await Sandbox.create(connection);
    await sandbox.runCode("kept = 5");
    expect(await sandbox.pause()).toBe(true);
    expect(await sandbox.pause()).toBe(false);
    expect((await sandbox.getInfo()).state).toBe("paused");
    expect(await sandbox.isRunning()).toBe(false);
    await expect(sandbox.runCode("1", { requestTimeoutMs })).rejects.toThrow(/paused/);
    const resumed = await sandbox.connect();
    expect((await resumed.runCode("kept")).text).toBe("5");
    await sandbox.kill();
  });

  test("without memory keeps files only", async () => {
    const sandbox = await Sandbox.create(connection);
    await sandbox.runCode("kept = 5; open('kept.txt', 'w').write('x'); None");
    expect(await sandbox.pause({ keepMemory: false })).toBe(true);
    const resumed = await sandbox.connect();
    expect((await resumed.runCode("'kept' in dir()")).text).toBe("False");
    expect((await resumed.runCode("open('kept.txt').read()")).text).toBe("x");
    await sandbox.kill();
  });

  test("at the end of the time is undone by traffic, where asked for", async () => {
    const sandbox = await Sandbox.create({
      ...connection,
      timeoutMs: 60_000,
      lifecycle: { onTimeout: "pause", autoResume: true },
    });
    await sandbox.runCode("kept = 5");
    await sandbox.setTimeout(1);
    for (;;) if ((await sandbox.getInfo()).state === "paused") break;
    expect((await sandbox.runCode("kept")).text).toBe("5");
    expect((await sandbox.getInfo()).state).toBe("running");
    await sandbox.kill();
  });
});

describe("who may do what", () => {
  test("a wrong key opens nothing", async () => {
    const wrong = { ...connection, apiKey: "e2b_0000" };
    await expect(Sandbox.create(wrong)).rejects.toThrow(AuthenticationError);
    expect((await fetch(`${connection.apiUrl}/v2/sandboxes`)).status).toBe(401);
    expect((await fetch(`${connection.apiUrl}/embedded`)).status).toBe(401);
  });

  test("code runs only with the sandbox's own token, and traffic token where there is one", async () => {
    const sandbox = await Sandbox.create({ ...connection, network: { allowPublicTraffic: false } });
    expect((await sandbox.runCode("1")).text).toBe("1");
    const headers = interpreterHeaders(sandbox);
    const post = (more: Record<string, string>) =>
      fetch(`${connection.sandboxUrl}/execute`, {
        method: "POST",
        headers: { ...headers, ...more },
        body: JSON.stringify({ code: "1" }),
      });
    expect((await post({})).status).toBe(403);
    const { trafficAccessToken = "" } = sandbox;
    const traffic = { "E2B-Traffic-Access-Token": trafficAccessToken };
    expect((await post({ ...traffic, "X-Access-Token": "wrong" })).status).toBe(401);
    await sandbox.kill();
  });

  test("routing headers come in pairs", async () => {
    const response = await call("/health", { headers: { "E2b-Sandbox-Id": "i1" } });
    expect(response.status).toBe(400);
  });
});

describe("what cannot be", () => {
  test("an unknown template is named, with those that there are", async () => {
    await expect(Sandbox.create("mine", connection)).rejects.toThrow(
      /'mine' not found.*code-interpreter-v1/,
    );
  });

  test("one sandbox too many is refused with 429, without a retry", async () => {
    const all = await Promise.all([1, 2, 3].map(() => Sandbox.create("base", connection)));
    await expect(Sandbox.create("base", connection)).rejects.toThrow(RateLimitError);
    await all[0]?.kill();
    const next = await Sandbox.create("base", connection);
    for (const sandbox of [...all.slice(1), next]) await sandbox.kill();
    expect(server.sandboxes).toBe(0);
  });

  test("a network that filters by host is refused", async () => {
    const network = { allowOut: ["example.org"] };
    await expect(Sandbox.create({ ...connection, network })).rejects.toThrow(SandboxError);
  });

  test("a body that is no JSON, or too large, gets an answer in E2B's shape", async () => {
    const torn = await call("/v2/sandboxes", { method: "POST", body: "{" });
    expect(torn.status).toBe(400);
    expect(await torn.json()).toMatchObject({ code: 400 });
    const large = await call("/v2/sandboxes", { method: "POST", body: "x".repeat(2_000_000) });
    expect(await large.json()).toMatchObject({ code: 413 });
  });

  test("what does not exist says so", async () => {
    const response = await call("/v2/nothing");
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      code: 404,
      message: "The embedded E2B server does not have GET /v2/nothing",
    });
  });

  test("bytes that are no HTTP do not disturb the others", async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.resume();
    socket.end("\u0000\u0001 nonsense\r\n\r\n");
    await once(socket, "close");
    expect((await call("/v2/sandboxes")).status).toBe(200);
  });
});
