import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { PLAIN_SETUP, type Sandbox, type SandboxSetup } from "../../../tools/ports/sandbox.ts";
import { startTestServer, type TestServer } from "./test-server.ts";
import { ann } from "../../helpers/callers.ts";

const LIMIT = { timeoutMs: 60_000 };
const SECRET = "p@ss:/%#'\"\\ \u00e9\u5bc6";

let server: TestServer;
const database = createServer((socket) => socket.end("hello\n"));
let port = 0;
beforeAll(async () => {
  server = await startTestServer();
  database.listen(0, "127.0.0.1");
  await once(database, "listening");
  port = (database.address() as AddressInfo).port;
});
afterAll(async () => {
  database.close();
  await server.close();
});

const asked = (threadId: string, setup: Partial<SandboxSetup>, sandboxId?: string) => ({
  threadId,
  caller: ann,
  sandboxId,
  setup: { ...PLAIN_SETUP, ...setup },
});

/** What a cell prints. */
async function told(sandbox: Sandbox, code: string): Promise<string> {
  const { stdout, error } = await sandbox.runCell(code, LIMIT);
  return error === undefined ? stdout.trimEnd() : error.traceback;
}
const env = async (sandbox: Sandbox, name: string) =>
  told(sandbox, `import os; print(os.environ.get("${name}"))`);

describe("variables", () => {
  test("are there in cells, commands and new kernels from the creation on", async () => {
    const pool = server.newPool();
    const { sandbox } = await pool.acquire(asked("v1", { envs: { A: SECRET } }));
    expect(await env(sandbox, "A")).toBe(SECRET);
    expect((await sandbox.runCommand('printf %s "$A"')).stdout).toBe(SECRET);
    await sandbox.runCell("exit()", LIMIT);
    expect(await env(sandbox, "A")).toBe(SECRET);
  });

  test("change and go where the sandbox is reused or resumed, new kernels included", async () => {
    const first = server.newPool();
    const before = await first.acquire(asked("v2", { envs: { A: "old", B: "gone" } }));
    const { id } = before.sandbox;
    await told(before.sandbox, "x = 41");
    for (const [pool, status] of [
      [first, "reused"],
      [server.newPool(), "resumed"],
    ] as const) {
      const value = `${SECRET} ${status}`;
      const { sandbox, ...seen } = await pool.acquire(
        asked("v2", { envs: { A: value, C: "new" } }, id),
      );
      expect([sandbox.id, seen.status]).toEqual([id, status]);
      expect(await told(sandbox, "print(x)")).toBe("41");
      expect(await env(sandbox, "A")).toBe(value);
      expect(await env(sandbox, "B")).toBe("None");
      expect(await env(sandbox, "C")).toBe("new");
      expect((await sandbox.runCommand('printf %s "$A"')).stdout).toBe(value);
      await sandbox.runCell("exit()", LIMIT);
      expect(await env(sandbox, "A")).toBe(value);
      expect(await env(sandbox, "B")).toBe("None");
      await told(sandbox, "x = 41");
    }
  });

  test("that changed leave no value in files, history or tracebacks", async () => {
    const pool = server.newPool();
    await pool.acquire(asked("v3", {}));
    const { sandbox } = await pool.acquire(asked("v3", { envs: { A: "s3cret-value" } }));
    expect(await env(sandbox, "A")).toBe("s3cret-value");
    expect((await sandbox.runCommand("grep -r s3cret-value /home/user | wc -l")).stdout).toBe(
      "0\n",
    );
    expect(await told(sandbox, 'print("s3cret-" + "value" in repr(get_ipython().user_ns))')).toBe(
      "False",
    );
    expect(await told(sandbox, "1 / 0")).not.toContain("s3cret");
  });
});

const hello = (host: string, at: number) =>
  `import socket
try: print(socket.create_connection(("${host}", ${at}), timeout=20).makefile().readline().strip())
except OSError as error: print(type(error).__name__)`;

describe("addresses", () => {
  test("are reached from the creation on, their neighbours are not, and a bare one by its variable", async () => {
    const pool = server.newPool();
    const addresses = [{ host: "127.0.0.1", port }];
    const { sandbox } = await pool.acquire(asked("n1", { addresses }));
    expect(await told(sandbox, hello("127.0.0.1", port))).toBe("hello");
    expect(await told(sandbox, hello("127.0.0.1", port + 1))).toBe("ConnectionRefusedError");
    const bare = { envs: { H: "192.0.2.7" }, addresses: [{ host: "192.0.2.7", port }] };
    const again = await pool.acquire(asked("n1", bare, sandbox.id));
    expect(await env(again.sandbox, "H")).toMatch(/^127\.\d+\.\d+\.\d+$/);
  });

  test("come and go where the sandbox is reused or resumed", async () => {
    const first = server.newPool();
    const addresses = [{ host: "localhost", port }];
    const { sandbox } = await first.acquire(asked("n2", {}));
    const reach = hello("localhost", port);
    expect(await told(sandbox, reach)).toBe("ConnectionRefusedError");
    for (const pool of [first, server.newPool()]) {
      const open = await pool.acquire(asked("n2", { addresses }, sandbox.id));
      expect(await told(open.sandbox, reach)).toBe("hello");
      const closed = await pool.acquire(asked("n2", {}, sandbox.id));
      expect(await told(closed.sandbox, reach)).toBe("ConnectionRefusedError");
    }
  });

  test("and internet access are answered by the relay as they are", async () => {
    const pool = server.newPool();
    const ask = `import urllib.request
try: urllib.request.urlopen("http://10.0.0.1/")
except OSError as error: print(error)`;
    const { sandbox } = await pool.acquire(asked("n3", {}));
    expect(await told(sandbox, ask)).toContain("no internet access");
    const open = await pool.acquire(asked("n3", { internet: true }, sandbox.id));
    expect(await told(open.sandbox, ask)).toContain("not on the public internet");
  });
});
