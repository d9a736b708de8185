import { execFile } from "node:child_process";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  watch,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "@jest/globals";
import { Sandbox } from "@e2b/code-interpreter";
import { readConfig } from "../../../src/config.ts";
import { createLogger } from "../../../src/logger.ts";
import { ensureEnvironment } from "../../../src/embedded-e2b/environment/ensure-environment.ts";
import { launch, type EmbeddedConnection } from "../../../src/embedded-e2b/launcher.ts";
import { nameFor, untilFree } from "../../../src/embedded-e2b/process/held-name.ts";
import { readLockFile, type LockFile } from "../../../src/embedded-e2b/process/lock-file.ts";
import { serve } from "../../../src/embedded-e2b/process/serve.ts";
import { settingsOf, type ServerSettings } from "../../../src/embedded-e2b/process/settings.ts";

const environment = await ensureEnvironment({
  cacheRoot: readConfig(process.env).env.E2B_ANALYST_CACHE,
  progress: () => undefined,
});
const logger = createLogger("silent");
const homes: string[] = [];

/** Settings for a fresh state folder that boxes of other users can pass. */
async function newSettings(more: Partial<ServerSettings> = {}): Promise<ServerSettings> {
  const home = await mkdtemp("/var/tmp/e2b-launch-test-");
  await chmod(home, 0o711);
  homes.push(home);
  const isolation = environment.bwrap === undefined ? "none" : "bwrap";
  const config = readConfig({
    E2B_ANALYST_HOME: home,
    EMBEDDED_SANDBOX_POOL: "0",
    EMBEDDED_SANDBOX_ISOLATION: isolation,
  });
  return { ...settingsOf(config, environment), ...more };
}

async function lockOf({ stateDir }: ServerSettings): Promise<LockFile> {
  const lock = await readLockFile(stateDir);
  if (lock === undefined) throw new Error("there is no lock file");
  return lock;
}

/** Names of what is left of sandboxes. */
async function boxesOf({ stateDir }: ServerSettings): Promise<string[]> {
  const names = await readdir(join(stateDir, "boxes")).catch(() => []);
  return names.filter((name) => /^i[a-z0-9]{20}$/.test(name));
}

/** Resolves when the server of a folder has ended. */
const ended = ({ stateDir }: ServerSettings) => untilFree(nameFor(stateDir, "server"));

async function endServer(home: string): Promise<void> {
  const folder = join(home, "embedded-e2b");
  const lock = await readLockFile(folder).catch(() => undefined);
  if (lock === undefined) return;
  try {
    process.kill(lock.pid, "SIGTERM");
  } catch {
    return;
  }
  await untilFree(nameFor(folder, "server"));
}

afterEach(async () => {
  for (const home of homes.splice(0)) {
    await endServer(home);
    await rm(home, { recursive: true, force: true });
  }
});

async function answerOf(connection: EmbeddedConnection): Promise<string | undefined> {
  const sandbox = await Sandbox.create({ ...connection, timeoutMs: 60_000 });
  const { text } = await sandbox.runCode("6 * 7");
  await sandbox.kill();
  return text;
}

describe("a launcher", () => {
  test("starts a server, and the next one finds it", async () => {
    const settings = await newSettings();
    const first = await launch(settings, { logger });
    expect(await answerOf(first)).toBe("42");
    expect(await launch(settings, { logger })).toEqual(first);
  });

  test("leaves a lock file that nobody else can read, and a log", async () => {
    const settings = await newSettings();
    await launch(settings, { logger });
    expect((await stat(join(settings.stateDir, "server.json"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(settings.stateDir, "server.log"))).mode & 0o777).toBe(0o600);
  });

  test("gives the server nothing of its own environment that could be secret", async () => {
    const settings = await newSettings();
    process.env["OPENAI_API_KEY"] = "sk-secret";
    try {
      await launch(settings, { logger });
    } finally {
      delete process.env["OPENAI_API_KEY"];
    }
    const { pid } = await lockOf(settings);
    expect(await readFile(`/proc/${pid}/environ`, "utf8")).not.toContain("secret");
    expect(await readFile(`/proc/${pid}/cmdline`, "utf8")).not.toContain("secret");
  });

  test("of two at once one starts the server", async () => {
    const settings = await newSettings();
    const child = join(import.meta.dirname, "launch-child.ts");
    const args = ["--disable-warning=ExperimentalWarning", child, JSON.stringify(settings)];
    const run = () => promisify(execFile)(process.execPath, args);
    const outputs = await Promise.all([run(), run(), run()]);
    const connections = outputs.map(({ stdout }) => JSON.parse(stdout) as EmbeddedConnection);
    expect(new Set(connections.map(({ apiKey }) => apiKey)).size).toBe(1);
    expect(new Set(connections.map(({ apiUrl }) => apiUrl)).size).toBe(1);
  });

  test("starts another server when the old one was killed, which cleans up after it", async () => {
    const settings = await newSettings();
    const connection = await launch(settings, { logger });
    await Sandbox.create(connection);
    const { pid } = await lockOf(settings);
    expect(await boxesOf(settings)).toHaveLength(1);
    process.kill(pid, "SIGKILL");
    await ended(settings);
    const again = await launch(settings, { logger });
    expect(again.apiKey).not.toBe(connection.apiKey);
    expect(await boxesOf(settings)).toEqual([]);
    expect(await answerOf(again)).toBe("42");
  });

  test.each([
    ["of a server that is gone", '{"pid":1,"port":9,"apiKey":"k","fingerprint":"f"}'],
    ["that is torn", '{"pid":'],
    ["that is empty", ""],
    ["with other content", "[1]"],
  ])("does not trust a lock file %s", async (_what, content) => {
    const settings = await newSettings();
    await mkdir(settings.stateDir, { recursive: true });
    await writeFile(join(settings.stateDir, "server.json"), content);
    expect(await answerOf(await launch(settings, { logger }))).toBe("42");
  });

  test("does not take another program at the old port for the server", async () => {
    const settings = await newSettings();
    const stranger = createServer((_req, res) => res.end("{}")).listen(0, "127.0.0.1");
    await new Promise((resolve) => stranger.once("listening", resolve));
    const { port } = stranger.address() as AddressInfo;
    await mkdir(settings.stateDir, { recursive: true });
    const lock = { pid: process.pid, port, apiKey: "k", fingerprint: settings.fingerprint };
    await writeFile(join(settings.stateDir, "server.json"), JSON.stringify(lock));
    const { apiUrl } = await launch(settings, { logger });
    expect(apiUrl).not.toBe(`http://127.0.0.1:${port}`);
    stranger.close();
  });

  test("replaces a server of another configuration, but not under a sandbox", async () => {
    const settings = await newSettings();
    const old = await launch(settings, { logger });
    const changed = { ...settings, fingerprint: "other" };
    const sandbox = await Sandbox.create(old);
    expect(await launch(changed, { logger })).toEqual(old);
    await sandbox.kill();
    const fresh = await launch(changed, { logger });
    expect(fresh.apiKey).not.toBe(old.apiKey);
    expect((await lockOf(settings)).fingerprint).toBe("other");
  });

  test("that is told to stop leaves no server behind", async () => {
    const settings = await newSettings();
    const aborting = new AbortController();
    const launching = launch(settings, { logger, signal: aborting.signal });
    aborting.abort();
    await expect(launching).rejects.toMatchObject({ code: "cancelled" });
    expect(await readLockFile(settings.stateDir)).toBeUndefined();
  });

  test("that is told to stop while a server starts ends that too", async () => {
    const settings = await newSettings();
    const aborting = new AbortController();
    await mkdir(settings.stateDir);
    const changes = watch(settings.stateDir);
    const launching = launch(settings, { logger, signal: aborting.signal });
    // The log is the first thing that a starting server has.
    for await (const { filename } of changes) if (filename === "server.log") break;
    aborting.abort();
    await expect(launching).rejects.toMatchObject({ code: "cancelled" });
    await ended(settings);
    expect(await readLockFile(settings.stateDir)).toBeUndefined();
    expect(await answerOf(await launch(settings, { logger }))).toBe("42");
  });
});

describe("a server that nobody needs", () => {
  test("ends after its idle time and leaves nothing", async () => {
    const settings = await newSettings({ idleMs: 300, pool: 1 });
    await launch(settings, { logger });
    await ended(settings);
    expect(await readLockFile(settings.stateDir)).toBeUndefined();
    expect(await boxesOf(settings)).toEqual([]);
  });

  test("stays while a sandbox lives", async () => {
    const settings = await newSettings({ idleMs: 200 });
    const connection = await launch(settings, { logger });
    const sandbox = await Sandbox.create({ ...connection, timeoutMs: 2000 });
    const { endAt } = await sandbox.getInfo();
    await ended(settings);
    expect(Date.now()).toBeGreaterThanOrEqual(endAt.getTime());
  });
});

describe("a server that cannot start says why", () => {
  test("where nothing isolates", async () => {
    const settings = await newSettings({ isolation: "bwrap" });
    const without = { ...settings, environment: { ...settings.environment, bwrap: undefined } };
    await expect(launch(without, { logger })).rejects.toMatchObject({ code: "sandbox_isolation" });
  });

  test("where the state folder cannot be used", async () => {
    const settings = await newSettings();
    const file = join(String(homes.at(-1)), "file");
    await writeFile(file, "");
    const stateDir = join(file, "embedded-e2b");
    await expect(launch({ ...settings, stateDir }, { logger })).rejects.toMatchObject({
      code: "state_unusable",
      message: expect.stringContaining(stateDir),
    });
  });

  test("where the port is taken", async () => {
    const stranger = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => stranger.once("listening", resolve));
    const { port } = stranger.address() as AddressInfo;
    const settings = await newSettings({ port });
    await expect(launch(settings, { logger })).rejects.toMatchObject({
      code: "sandbox_setup",
      message: expect.stringContaining(`Port ${port} is taken`),
    });
    stranger.close();
  });

  test("where another one serves the folder", async () => {
    const settings = await newSettings();
    const stop = new AbortController();
    const ready = Promise.withResolvers<void>();
    const serving = serve({
      settings,
      logger,
      signal: stop.signal,
      onReady: () => ready.resolve(),
    });
    await ready.promise;
    await expect(serve({ settings, logger, signal: stop.signal })).rejects.toMatchObject({
      code: "sandbox_setup",
      message: expect.stringContaining("already running"),
    });
    expect(await answerOf(await launch(settings, { logger }))).toBe("42");
    stop.abort();
    await serving;
    expect(await readLockFile(settings.stateDir)).toBeUndefined();
  });
});
