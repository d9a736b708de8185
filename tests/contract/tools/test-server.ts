import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../../src/config.ts";
import { ensureEnvironment } from "../../../src/embedded-e2b/environment/ensure-environment.ts";
import { serve } from "../../../src/embedded-e2b/process/serve.ts";
import { settingsOf, type ServerSettings } from "../../../src/embedded-e2b/process/settings.ts";
import { createLogger } from "../../../src/logger.ts";
import type { Sandbox, SandboxPool } from "../../../tools/ports/sandbox.ts";
import type { E2BConnection } from "../../../tools/sandbox/e2b/sdk.ts";
import { createSandboxPool, type SandboxPoolOptions } from "../../../tools/sandbox/pool.ts";
import { ann } from "../../helpers/callers.ts";

const LIFE_MS = 120_000;
/** Short, so that code which cannot be interrupted is given up soon. */
const GRACE_MS = 2_000;
const MAX_ALIVE = 4;

export interface TestServer {
  readonly connection: E2BConnection;
  /** A pool as another process would have it. */
  newPool(options?: Partial<SandboxPoolOptions>): SandboxPool;
  /** A sandbox of a thread of its own; the last few live. */
  newSandbox(): Promise<Sandbox>;
  close(): Promise<void>;
}

/** The embedded server in this process, on a port of its own, with a state folder of its own. */
export async function startTestServer(
  change: (settings: ServerSettings) => ServerSettings = (settings) => settings,
): Promise<TestServer> {
  const home = await mkdtemp(join(tmpdir(), "sandbox-port-"));
  const config = readConfig({ E2B_ANALYST_HOME: home, EMBEDDED_SANDBOX_POOL: "0" });
  const environment = await ensureEnvironment({
    cacheRoot: readConfig(process.env).env.E2B_ANALYST_CACHE,
    progress: () => undefined,
  });
  const settings = change(settingsOf(config, environment));
  const controller = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<E2BConnection>();
  const ended = serve({
    settings,
    logger: createLogger("error"),
    signal: controller.signal,
    onReady: ({ url, apiKey }) =>
      resolve({ apiKey, apiUrl: url, sandboxUrl: url, filtersPorts: true }),
  });
  ended.catch(reject);
  const connection = await promise;
  const made: string[] = [];
  let threads = 0;

  const newPool = (options: Partial<SandboxPoolOptions> = {}) =>
    createSandboxPool({
      connect: async () => connection,
      lifeMs: LIFE_MS,
      graceMs: GRACE_MS,
      ...options,
    });
  const pool = newPool();
  return {
    connection,
    newPool,
    async newSandbox() {
      threads += 1;
      const { sandbox } = await pool.acquire({ threadId: `own-${threads}`, caller: ann });
      made.push(sandbox.id);
      const oldest = made.length > MAX_ALIVE ? made.shift() : undefined;
      if (oldest !== undefined) await pool.kill(oldest);
      return sandbox;
    },
    async close() {
      controller.abort();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}
