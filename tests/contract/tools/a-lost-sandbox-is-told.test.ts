import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createClient } from "../../../tools/sandbox/e2b/sdk.ts";
import { startTestServer, type TestServer } from "./test-server.ts";
import { ann } from "../../helpers/callers.ts";

const LIMIT = { timeoutMs: 60_000 };
const asked = (threadId: string, sandboxId?: string) => ({ threadId, caller: ann, sandboxId });
const lost = { code: "sandbox_lost", retryable: true };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.close());

test("in the middle of a cell, and the next acquire gives a new one", async () => {
  const pool = server.newPool();
  const { sandbox } = await pool.acquire(asked("t1"));
  const running = sandbox.runCell("import time\nprint('begun', flush=True)\ntime.sleep(600)", {
    ...LIMIT,
    onStdout: () => void server.newPool().kill(sandbox.id),
  });
  await expect(running).rejects.toMatchObject(lost);
  pool.forget("t1");
  const again = await pool.acquire(asked("t1", sandbox.id));
  expect(again.status).toBe("replaced");
  expect((await again.sandbox.runCell("1 + 1", LIMIT)).results[0]?.text).toBe("2");
});

test("while a limit or a cancel interrupts the cell", async () => {
  const pool = server.newPool();
  const { sandbox } = await pool.acquire(asked("t2"));
  const controller = new AbortController();
  const running = sandbox.runCell("import time\nprint('begun', flush=True)\ntime.sleep(600)", {
    timeoutMs: 0,
    signal: controller.signal,
    onStdout: () =>
      void server
        .newPool()
        .kill(sandbox.id)
        .then(() => controller.abort()),
  });
  await expect(running).rejects.toMatchObject(lost);
});

test("by every call on it", async () => {
  const { sandbox } = await server.newPool().acquire(asked("t3"));
  await server.newPool().kill(sandbox.id);
  const { files } = sandbox;
  for (const call of [
    async () => sandbox.runCell("1", LIMIT),
    async () => sandbox.runCommand("true"),
    async () => files.stat("a"),
    async () => files.list("."),
    async () => files.read("a"),
    async () => files.write("a", "x"),
    async () => files.write("a", new Blob(["x"]).stream()),
    async () => files.remove("a"),
  ]) {
    await expect(call()).rejects.toMatchObject(lost);
  }
});

test("when the server itself is gone, and a new server gives a new one", async () => {
  let serving = await startTestServer();
  try {
    const pool = serving.newPool({ connect: async () => serving.connection });
    const { sandbox } = await pool.acquire(asked("t4"));
    await serving.close();
    await expect(sandbox.runCell("1", LIMIT)).rejects.toMatchObject(lost);
    await expect(sandbox.files.stat("a")).rejects.toMatchObject(lost);
    serving = await startTestServer();
    expect((await pool.acquire(asked("t4", sandbox.id))).status).toBe("replaced");
  } finally {
    await serving.close();
  }
});

/** Longer than the life of the sandboxes that `openShort` makes. */
const LONG_S = 5;
const openShort = async (threadId: string) =>
  server.newPool({ lifeMs: 3_000 }).acquire(asked(threadId));

describe("never for a sandbox in use: its life is extended", () => {
  test("while a cell runs", async () => {
    const { sandbox } = await openShort("t5");
    const code = `import time\ntime.sleep(${LONG_S})\nprint('done')`;
    const seen = await sandbox.runCell(code, LIMIT);
    expect(seen).toMatchObject({ status: "ok", stdout: "done\n" });
    expect((await server.newPool().acquire(asked("t5", sandbox.id))).status).toBe("resumed");
  });

  test("while a command runs", async () => {
    const { sandbox } = await openShort("t6");
    expect(await sandbox.runCommand(`sleep ${LONG_S}; echo done`)).toMatchObject({
      stdout: "done\n",
    });
  });

  test("by each call, whatever it is", async () => {
    const { sandbox } = await openShort("t7");
    const { Sandbox } = createClient(server.connection);
    const end = async () => (await Sandbox.getInfo(sandbox.id)).endAt.getTime();
    await sandbox.files.write("a", "x");
    for (const call of [
      async () => sandbox.files.write("a", "x"),
      async () => sandbox.files.stat("a"),
      async () => new Response(await sandbox.files.read("a")).text(),
      async () => sandbox.runCommand("true"),
    ]) {
      const before = await end();
      while ((await end()) === before) await call();
      expect(await end()).toBeGreaterThan(before);
    }
  });
});
