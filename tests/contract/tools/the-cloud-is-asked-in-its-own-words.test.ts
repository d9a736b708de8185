import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { PLAIN_SETUP, type SandboxSetup } from "../../../tools/ports/sandbox.ts";
import { createSandboxPool } from "../../../tools/sandbox/pool.ts";
import { markOf } from "../../../tools/sandbox/thread-mark.ts";
import { ann } from "../../helpers/callers.ts";

/** A double of E2B's API that keeps what it is asked; nothing runs behind it. */
const asked: { call: string; body: unknown }[] = [];
const thread = { threadId: "t1", caller: ann };
const sandbox = {
  templateID: "code-interpreter-v1",
  sandboxID: "i0123456789abcdefghij",
  clientID: "x",
  envdVersion: "0.6.3",
};
let known: object = {};
const double = createServer((req, res) => {
  void (async () => {
    const call = `${req.method} ${(req.url ?? "").split("?")[0]}`;
    const body = req.method === "GET" || req.method === "DELETE" ? undefined : await json(req);
    asked.push({ call, body });
    const answers: Record<string, unknown> = {
      "GET /v2/sandboxes": [],
      [`GET /sandboxes/${sandbox.sandboxID}`]: {
        ...sandbox,
        startedAt: "2026-01-01T00:00:00Z",
        endAt: "2026-01-01T01:00:00Z",
        cpuCount: 2,
        memoryMB: 512,
        diskSizeMB: 1024,
        state: "running",
        ...known,
      },
      [`POST /v2/sandboxes/${sandbox.sandboxID}/connect`]: sandbox,
      [`PUT /sandboxes/${sandbox.sandboxID}/network`]: null,
    };
    const answer = answers[call];
    const status = answer === undefined ? 404 : answer === null ? 204 : 200;
    res.writeHead(status, { "content-type": "application/json" });
    res.end(status === 204 ? undefined : JSON.stringify(answer ?? { code: 404, message: "no" }));
  })();
}).listen(0, "127.0.0.1");
await once(double, "listening");
afterAll(() => void double.close());
beforeEach(() => void asked.splice(0));

const url = `http://127.0.0.1:${(double.address() as AddressInfo).port}`;
const pool = () =>
  createSandboxPool({
    connect: async () => ({ apiKey: `e2b_${"0".repeat(40)}`, apiUrl: url, sandboxUrl: url }),
    lifeMs: 60_000,
    lookUp: async (host) => (host === "db.example.com" ? ["198.51.100.7"] : []),
  });
const bodyOf = (call: string) => asked.find((one) => one.call === call)?.body;

const created = async (setup: Partial<SandboxSetup>) => {
  const request = { ...thread, setup: { ...PLAIN_SETUP, ...setup } };
  await expect(pool().acquire(request)).rejects.toMatchObject({ code: "sandbox_template" });
  return bodyOf("POST /v2/sandboxes");
};

test("a sandbox is made with its variables, and closed unless it is to be open", async () => {
  const body = await created({ envs: { A: "1" } });
  expect(body).toMatchObject({
    envVars: { A: "1" },
    allow_internet_access: false,
    metadata: { variables: "A" },
  });
  expect(body).not.toHaveProperty("network");
});

test("addresses become hosts without ports, and what stands behind a name", async () => {
  const addresses = [
    { host: "db.example.com", port: 5432 },
    { host: "db.example.com", port: 3306 },
    { host: "203.0.113.9", port: 5432 },
    { host: "unknown.example.com", port: 1433 },
  ];
  expect(await created({ addresses })).toMatchObject({
    allow_internet_access: false,
    network: {
      allowOut: ["198.51.100.7", "203.0.113.9", "db.example.com", "unknown.example.com"],
    },
  });
});

test("the internet is open as a whole, listed addresses included", async () => {
  const body = await created({ internet: true, addresses: [{ host: "db.example.com", port: 1 }] });
  expect(body).toMatchObject({ allow_internet_access: true });
  expect(body).not.toHaveProperty("network");
});

test.each([
  [{ allowInternetAccess: true }, { allow_internet_access: false, allowOut: ["10.0.0.1"] }],
  [{ allowInternetAccess: false, network: { allowOut: ["10.0.0.1"] } }, undefined],
])("a known one that is %j is asked by %j for its network", async (facts, body) => {
  known = { metadata: markOf(thread), ...facts };
  const setup = { ...PLAIN_SETUP, addresses: [{ host: "10.0.0.1", port: 5432 }] };
  await expect(
    pool().acquire({ ...thread, sandboxId: sandbox.sandboxID, setup }),
  ).rejects.toBeDefined();
  expect(bodyOf(`PUT /sandboxes/${sandbox.sandboxID}/network`)).toEqual(body);
  expect(asked.map(({ call }) => call)).toContain(
    `POST /v2/sandboxes/${sandbox.sandboxID}/connect`,
  );
});
