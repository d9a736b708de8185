import { readConfig } from "../../src/config.ts";
import { ensureEmbeddedServer } from "../../src/embedded-e2b/launcher.ts";
import { readLockFile } from "../../src/embedded-e2b/process/lock-file.ts";
import { serverFolder } from "../../src/embedded-e2b/process/settings.ts";
import { createLogger } from "../../src/logger.ts";
import { createClient, type E2BConnection, type SdkClient } from "../../tools/sandbox/e2b/sdk.ts";

export interface BenchServer {
  readonly client: SdkClient;
  readonly connection: E2BConnection;
  readonly pid: number;
  stop(): void;
}

/** An embedded server of its own, as a run would start it, with a pool of the given size. */
export async function startServer(home: string, pool: number): Promise<BenchServer> {
  const config = readConfig({
    E2B_ANALYST_HOME: home,
    E2B_ANALYST_CACHE: process.env.E2B_ANALYST_CACHE,
    EMBEDDED_SANDBOX_POOL: String(pool),
  });
  const logger = createLogger("error");
  const connection = await ensureEmbeddedServer({ config, logger, progress: () => undefined });
  const lock = await readLockFile(serverFolder(config.home, "bwrap"));
  if (lock === undefined) throw new Error("the server left no lock file");
  return {
    client: createClient(connection),
    connection,
    pid: lock.pid,
    stop: () => process.kill(lock.pid, "SIGTERM"),
  };
}
