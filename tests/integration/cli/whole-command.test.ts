import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { startChatServer, stream, toolCall } from "../model/chat-server.ts";
import { startCli, testFolder } from "./run-cli.ts";

/** The command as people have it: its own embedded server, real sandboxes, files on disk. */
const folder = testFolder();

const start = (args: string[], env: Record<string, string> = {}) =>
  startCli(args, {
    folder: folder.path,
    env: { EMBEDDED_SANDBOX_POOL: "0", ...cacheOf(process.env), ...env },
  });

/** The Python environment that all tests share. */
function cacheOf({
  E2B_ANALYST_CACHE,
  XDG_CACHE_HOME,
  HOME,
}: NodeJS.ProcessEnv): Record<string, string> {
  return E2B_ANALYST_CACHE === undefined
    ? { XDG_CACHE_HOME: XDG_CACHE_HOME ?? join(HOME ?? "/", ".cache") }
    : { E2B_ANALYST_CACHE };
}

afterAll(async () => {
  await stopServer(join(folder.path, ".e2b-analyst/embedded-e2b/server.json"));
  folder.remove();
});

async function stopServer(lockFile: string): Promise<void> {
  const lock = JSON.parse(readFileSync(lockFile, "utf8")) as { pid: number; port: number };
  const socket = connect(lock.port, "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => {});
  process.kill(lock.pid, "SIGTERM");
  await once(socket, "close");
}

it("doctor finds a machine on which sandboxes work", async () => {
  const { code, stdout, stderr } = await start(["doctor", "--json"]).ended;
  const report = JSON.parse(stdout) as {
    ok: boolean;
    findings: { check: string; status: string; detail: string }[];
  };
  expect({ code, stderr, ok: report.ok }).toEqual({ code: 0, stderr: "", ok: true });
  const sandbox = report.findings.find(({ check }) => check === "sandbox");
  // What the sandbox sees are its own few processes, not this machine's.
  expect(sandbox?.detail).toMatch(/its processes: 1 \S+(, \d+ \S+){1,5}$/);
});

describe("ask", () => {
  it("analyses a file with no account, and leaves a chart on disk", async () => {
    writeFileSync(join(folder.path, "sales.csv"), "region,sales\nNorth,120\nSouth,80\nNorth,5\n");
    const args = ["ask", "Which region has the highest total sales?", "--file", "sales.csv"];
    const { code, stdout, stderr } = await start([...args, "--thread", "t1", "--out", "o"]).ended;
    expect(code).toBe(0);
    // The server may run already, from the test before.
    expect(stderr).toMatch(/^(?:starting the embedded E2B server\n)?$/);
    expect(stdout).toMatch(/North[^\n]*125/);
    const [chart = ""] = readdirSync(join(folder.path, "o"));
    expect(chart).toMatch(/\.png$/);
    const header = readFileSync(join(folder.path, "o", chart)).subarray(1, 4);
    expect(header.toString()).toBe("PNG");
    expect(stdout).toContain(`o/${chart}`);
  });

  it("interrupted in the middle of a cell ends with 130, and the thread goes on", async () => {
    const code = "import time\nkept = 41\nprint('begun', flush=True)\ntime.sleep(600)";
    const again = "print('kept', kept + 1)";
    const server = await startChatServer(
      toolCall("execute_code", { title: "Wait", code }),
      toolCall("execute_code", { title: "Look", code: again }),
      stream("It is 42."),
    );
    const env = { OPENAI_BASE_URL: server.url, OPENAI_MODEL: "m" };
    const waiting = start(["ask", "Wait", "--thread", "t2"], env);
    await waiting.shows("  begun");
    waiting.child.kill("SIGINT");
    const stopped = await waiting.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain("interrupted");

    const next = await start(["ask", "And now?", "--thread", "t2"], env).ended;
    expect(next.code).toBe(0);
    expect(next.stdout).toContain("  kept 42\n");
    expect(next.stdout).toContain("It is 42.");
    await server.finish();
  });
});
