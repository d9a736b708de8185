import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { setImmediate } from "node:timers/promises";
import { PLAIN_SETUP } from "../../../tools/ports/sandbox.ts";
import { createClient } from "../../../tools/sandbox/e2b/sdk.ts";
import { startTestServer, type TestServer } from "./test-server.ts";
import { ann, bob } from "../../helpers/callers.ts";
import { createMemoryLeases } from "../../helpers/memory-leases.ts";

const LIMIT = { timeoutMs: 60_000 };
const asked = (threadId: string, sandboxId?: string) => ({ threadId, caller: ann, sandboxId });

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.close());

describe("acquire", () => {
  test("creates, then reuses without another handle", async () => {
    const pool = server.newPool();
    const first = await pool.acquire(asked("a1"));
    const second = await pool.acquire(asked("a1", first.sandbox.id));
    expect([first.status, second.status]).toEqual(["created", "reused"]);
    expect(second.sandbox).toBe(first.sandbox);
    expect(pool.live("a1")).toBe(first.sandbox);
    expect(pool.live("other")).toBeUndefined();
  });

  test("makes one sandbox of many calls at once", async () => {
    const pool = server.newPool();
    const all = await Promise.all(Array.from({ length: 5 }, async () => pool.acquire(asked("a2"))));
    expect(new Set(all.map(({ sandbox }) => sandbox.id)).size).toBe(1);
    expect(all.map(({ status }) => status).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "created",
      "reused",
      "reused",
      "reused",
      "reused",
    ]);
  });

  test("resumes by id what another process made, with its variables", async () => {
    const { sandbox } = await server.newPool().acquire(asked("a3"));
    await sandbox.runCell("x = 41", LIMIT);
    const again = await server.newPool().acquire(asked("a3", sandbox.id));
    expect(again.status).toBe("resumed");
    expect((await again.sandbox.runCell("x + 1", LIMIT)).results[0]?.text).toBe("42");
  });

  test("tells that the kernel died while nobody looked, until somebody has restored it", async () => {
    const { sandbox } = await server.newPool().acquire(asked("a4"));
    const { stdout } = await sandbox.runCell(
      "import os, threading\nthreading.Timer(0.2, os._exit, [1]).start()\nprint(os.getpid())",
      LIMIT,
    );
    await sandbox.runCommand(`while kill -0 ${Number(stdout)}; do sleep 0.05; done`);
    const again = await server.newPool().acquire(asked("a4", sandbox.id));
    expect(again).toMatchObject({ status: "resumed", sandbox: { lacksVariables: true } });
    expect((await again.sandbox.runCell("1", LIMIT)).status).toBe("ok");
    // As when the first one dies in the middle of it.
    const third = await server.newPool().acquire(asked("a4", sandbox.id));
    expect(third.sandbox.lacksVariables).toBe(true);
    await third.sandbox.variablesRestored();
    expect(third.sandbox.lacksVariables).toBe(false);
    const last = await server.newPool().acquire(asked("a4", sandbox.id));
    expect(last.sandbox.lacksVariables).toBe(false);
  });

  test("replaces a sandbox that is gone, and says so", async () => {
    const pool = server.newPool();
    const { sandbox } = await pool.acquire(asked("a5"));
    expect(await pool.kill(sandbox.id)).toBe(true);
    expect(await pool.kill(sandbox.id)).toBe(false);
    expect(pool.live("a5")).toBeUndefined();
    const again = await pool.acquire(asked("a5", sandbox.id));
    expect(again.status).toBe("replaced");
    expect(again.sandbox.id).not.toBe(sandbox.id);
  });

  test("notices that its live sandbox was killed from elsewhere", async () => {
    const pool = server.newPool();
    const { sandbox } = await pool.acquire(asked("a6"));
    await server.newPool().kill(sandbox.id);
    expect((await pool.acquire(asked("a6", sandbox.id))).status).toBe("replaced");
  });

  test("connects anew to a handle that was forgotten", async () => {
    const pool = server.newPool();
    const { sandbox } = await pool.acquire(asked("a7"));
    pool.forget("a7");
    expect(pool.live("a7")).toBeUndefined();
    const again = await pool.acquire(asked("a7", sandbox.id));
    expect([again.status, again.sandbox.id]).toEqual(["resumed", sandbox.id]);
  });

  test.each([
    ["another owner's", { threadId: "a8", caller: bob }],
    ["another thread's", { threadId: "b8", caller: ann }],
  ])("never gives away %s sandbox", async (_, other) => {
    const pool = server.newPool();
    const { sandbox } = await pool.acquire(asked("a8"));
    await sandbox.runCell("secret = 1", LIMIT);
    for (const asker of [pool, server.newPool()]) {
      const seen = await asker.acquire({ ...other, sandboxId: sandbox.id });
      expect(seen.status).toBe("replaced");
      expect(seen.sandbox.id).not.toBe(sandbox.id);
      await asker.kill(seen.sandbox.id);
    }
  });

  test.each(["not-there", "i0123456789abcdefghij", "../../x", "", "\u0000"])(
    "replaces the unknown id %j",
    async (sandboxId) => {
      const pool = server.newPool();
      const seen = await pool.acquire(asked(`odd-${sandboxId}`, sandboxId));
      expect(seen.status).toBe("replaced");
      await pool.kill(seen.sandbox.id);
    },
  );

  test("gives up waiting when cancelled, and loses nothing", async () => {
    const pool = server.newPool();
    const controller = new AbortController();
    const waiting = pool.acquire({ ...asked("a9"), signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    expect((await pool.acquire(asked("a9"))).status).toBe("reused");
  });
});

describe("a sandbox whose id nobody kept", () => {
  test("is found by its thread, with its variables", async () => {
    const { sandbox } = await server.newPool().acquire(asked("n1"));
    await sandbox.runCell("x = 41", LIMIT);
    const again = await server.newPool().acquire(asked("n1"));
    expect([again.status, again.sandbox.id]).toEqual(["resumed", sandbox.id]);
    expect((await again.sandbox.runCell("x + 1", LIMIT)).results[0]?.text).toBe("42");
  });

  test("is found in place of one that is gone, and must be restored", async () => {
    const first = await server.newPool().acquire(asked("n2"));
    await server.newPool().kill(first.sandbox.id);
    const second = await server.newPool().acquire(asked("n2", first.sandbox.id));
    const third = await server.newPool().acquire(asked("n2", first.sandbox.id));
    expect([third.status, third.sandbox.id]).toEqual(["replaced", second.sandbox.id]);
  });

  test("is the one of several processes that asked at once", async () => {
    const leases = createMemoryLeases();
    const pools = Array.from({ length: 3 }, () => server.newPool({ leases }));
    const all = await Promise.all(pools.map(async (pool) => pool.acquire(asked("n3"))));
    expect(new Set(all.map(({ sandbox }) => sandbox.id)).size).toBe(1);
    expect(all.filter(({ status }) => status === "created")).toHaveLength(1);
    expect(await server.newPool().release(ann, "n3")).toBe(1);
  });

  test("is killed with its thread, and no other's", async () => {
    const mine = await server.newPool().acquire(asked("n4"));
    const other = await server.newPool().acquire({ threadId: "n4", caller: bob });
    expect(await server.newPool().release(ann, "n4")).toBe(1);
    expect(await server.newPool().release(ann, "n4")).toBe(0);
    expect(await server.newPool().kill(mine.sandbox.id)).toBe(false);
    expect(await server.newPool().kill(other.sandbox.id)).toBe(true);
  });

  test("is looked for without starting a service only to kill it", async () => {
    const pool = server.newPool({
      connect: async () => Promise.reject(new Error("started")),
      find: async () => undefined,
    });
    expect(await pool.kill("i0123456789abcdefghij")).toBe(false);
    expect(await pool.release(ann, "n5")).toBe(0);
  });
});

/** What has become of a sandbox when its life is over. */
const ended = async (id: string) => {
  const { Sandbox } = createClient(server.connection);
  for (;;) {
    const info = await Sandbox.getInfo(id).catch(() => undefined);
    if (info?.state !== "running") return info?.state ?? "gone";
    await setImmediate();
  }
};

describe("a sandbox whose life ended unused", () => {
  const setup = { ...PLAIN_SETUP, onIdle: "pause" } as const;

  test.each([
    ["kill", "gone", "replaced"],
    ["pause", "paused", "resumed"],
  ] as const)("is found as its setting says: %s", async (onIdle, end, status) => {
    const pool = server.newPool({ lifeMs: 2_000 });
    const { sandbox } = await pool.acquire({
      ...asked(`i-${onIdle}`),
      setup: { ...setup, onIdle },
    });
    await sandbox.runCell("x = 41", LIMIT);
    expect(await ended(sandbox.id)).toBe(end);
    // The same process, which still has its handle.
    const again = await pool.acquire(asked(`i-${onIdle}`, sandbox.id));
    expect(again.status).toBe(status);
    const { results } = await again.sandbox.runCell("globals().get('x', 0) + 1", LIMIT);
    expect(results[0]?.text).toBe(status === "resumed" ? "42" : "1");
    await pool.kill(again.sandbox.id);
  });

  test("is told to a call on it, and connected to anew", async () => {
    const pool = server.newPool();
    const { sandbox } = await pool.acquire({ ...asked("i3"), setup });
    await sandbox.runCell("x = 41", LIMIT);
    await (await createClient(server.connection).Sandbox.connect(sandbox.id)).pause();
    await expect(sandbox.runCell("x", LIMIT)).rejects.toMatchObject({ code: "sandbox_lost" });
    pool.forget("i3");
    const again = await pool.acquire(asked("i3", sandbox.id));
    expect(again.status).toBe("resumed");
    expect((await again.sandbox.runCell("x + 1", LIMIT)).results[0]?.text).toBe("42");
    await pool.kill(sandbox.id);
  });
});

describe("acquire fails clearly", () => {
  test("for an unknown template, by name and with the cure", async () => {
    const pool = server.newPool({ template: "no-such-template" });
    await expect(pool.acquire(asked("f1"))).rejects.toMatchObject({
      code: "sandbox_template",
      message: expect.stringContaining("no-such-template"),
    });
    // The request's own template wins.
    const seen = await pool.acquire({ ...asked("f1"), template: "code-interpreter-v1" });
    expect(seen.status).toBe("created");
  });

  test("for a template without the interpreter, and leaves no sandbox behind", async () => {
    const pool = server.newPool({ template: "base" });
    await expect(pool.acquire(asked("f2"))).rejects.toMatchObject({
      code: "sandbox_template",
      message: expect.stringContaining("fromTemplate"),
    });
  });

  test("for a wrong key", async () => {
    const connection = { ...server.connection, apiKey: `e2b_${"0".repeat(40)}` };
    const pool = server.newPool({ connect: async () => connection });
    await expect(pool.acquire(asked("f3"))).rejects.toMatchObject({ code: "config_invalid" });
  });

  test("for a service that is not there", async () => {
    const nobody = "http://127.0.0.1:9";
    const connection = { ...server.connection, apiUrl: nobody, sandboxUrl: nobody };
    const pool = server.newPool({ connect: async () => connection });
    for (const sandboxId of [undefined, "i0123456789abcdefghij"]) {
      await expect(pool.acquire(asked("f4", sandboxId))).rejects.toMatchObject({
        code: "sandbox_unavailable",
        retryable: true,
      });
    }
  });
});
