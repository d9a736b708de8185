import { readFileSync, readdirSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { readConfig } from "../../../src/config.ts";
import { ensureEnvironment } from "../../../src/embedded-e2b/environment/ensure-environment.ts";
import { launch } from "../../../src/embedded-e2b/launcher.ts";
import { readLockFile } from "../../../src/embedded-e2b/process/lock-file.ts";
import { settingsOf } from "../../../src/embedded-e2b/process/settings.ts";
import { createLogger } from "../../../src/logger.ts";
import { createSandboxPool } from "../../../tools/sandbox/pool.ts";
import type { SandboxPool } from "../../../tools/ports/sandbox.ts";

/** Processes that see a folder of a box: as their mount behind a wall, in their command line without one. */
function pidsWith(folder: string): number[] {
  const isOf = (file: string) => {
    try {
      return readFileSync(file, "utf8").includes(folder);
    } catch {
      return false;
    }
  };
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => isOf(`/proc/${pid}/mountinfo`) || isOf(`/proc/${pid}/cmdline`))
    .map(Number);
}

/** One process of a box takes others with it. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The embedded server as a process of its own, started anew whenever it is needed and dead. */
export interface KillableServer {
  /** A pool as another process would have it. */
  newPool(): SandboxPool;
  /** Ends the server, and with it all sandboxes, by SIGKILL. */
  killServer(): Promise<void>;
  /** Ends all processes of a sandbox by SIGKILL. */
  killSandbox(id: string): void;
  close(): Promise<void>;
}

export async function startKillableServer(): Promise<KillableServer> {
  const home = await mkdtemp("/var/tmp/e2b-kill-test-");
  // Boxes of other users live below it.
  await chmod(home, 0o711);
  const environment = await ensureEnvironment({
    cacheRoot: readConfig(process.env).env.E2B_ANALYST_CACHE,
    progress: () => undefined,
  });
  const isolation = environment.bwrap === undefined ? "none" : "bwrap";
  const config = readConfig({
    E2B_ANALYST_HOME: home,
    EMBEDDED_SANDBOX_POOL: "0",
    EMBEDDED_SANDBOX_ISOLATION: isolation,
  });
  const settings = settingsOf(config, environment);
  const logger = createLogger("silent");
  const connect = async () => launch(settings, { logger });
  const pidOf = async () => (await readLockFile(settings.stateDir))?.pid;
  const killServer = async () => {
    const pid = await pidOf();
    if (pid !== undefined) kill(pid);
  };
  await connect();
  return {
    newPool: () => createSandboxPool({ connect, lifeMs: 600_000, graceMs: 2_000 }),
    killServer,
    killSandbox(id) {
      const pids = pidsWith(`/boxes/${id}/`);
      if (pids.length === 0) throw new Error(`no process of ${id}`);
      for (const pid of pids) kill(pid);
    },
    async close() {
      await killServer();
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
