import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startTestServer, type TestServer } from "./test-server.ts";
import { ann, bob } from "../../helpers/callers.ts";

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

  test("tells by the first cell that the kernel died while nobody looked", async () => {
    const { sandbox } = await server.newPool().acquire(asked("a4"));
    const { stdout } = await sandbox.runCell(
      "import os, threading\nthreading.Timer(0.2, os._exit, [1]).start()\nprint(os.getpid())",
      LIMIT,
    );
    await sandbox.runCommand(`while kill -0 ${Number(stdout)}; do sleep 0.05; done`);
    const again = await server.newPool().acquire(asked("a4", sandbox.id));
    expect(again.status).toBe("resumed");
    const seen = await again.sandbox.runCell("open('ran.txt', 'w')", LIMIT);
    expect(seen).toMatchObject({ status: "kernel_died", variablesLost: true });
    expect(await again.sandbox.files.stat("ran.txt")).toBeUndefined();
    expect((await again.sandbox.runCell("1", LIMIT)).status).toBe("ok");
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
