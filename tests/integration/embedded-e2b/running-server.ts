import { chmod, mkdtemp, rm } from "node:fs/promises";
import { afterAll } from "@jest/globals";
import { Sandbox } from "@e2b/code-interpreter";
import { readConfig } from "../../../src/config.ts";
import { createLogger } from "../../../src/logger.ts";
import { createBox } from "../../../src/embedded-e2b/box/create-box.ts";
import { ensureEnvironment } from "../../../src/embedded-e2b/environment/ensure-environment.ts";
import {
  startEmbeddedServer,
  type EmbeddedServer,
  type EmbeddedServerOptions,
} from "../../../src/embedded-e2b/server.ts";

/** What the SDK needs to talk to a server of this test. */
export interface Connection {
  readonly apiKey: string;
  readonly apiUrl: string;
  readonly sandboxUrl: string;
}

export const LIMITS = { memoryMb: 2048, diskMb: 256, fileMb: 128, processes: 64 } as const;

/** Runs a real server with real boxes until the tests of the file are over; call it at top level. */
export async function runningServer(
  options: Partial<EmbeddedServerOptions> = {},
): Promise<{ server: EmbeddedServer; connection: Connection }> {
  const environment = await ensureEnvironment({
    cacheRoot: readConfig(process.env).env.E2B_ANALYST_CACHE,
    progress: () => undefined,
  });
  // Other users must be able to pass, because a box of root belongs to one of its own.
  const stateDir = await mkdtemp("/var/tmp/e2b-server-test-");
  await chmod(stateDir, 0o711);
  const server = await startEmbeddedServer({
    createBox,
    environment,
    box: {
      limits: LIMITS,
      isolation: environment.bwrap === undefined ? "none" : "bwrap",
      stateDir,
    },
    port: 0,
    pool: 0,
    outputBytes: 64 * 1024 * 1024,
    logger: createLogger("fatal"),
    ...options,
  });
  afterAll(async () => {
    await server.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const { apiKey, url } = server;
  return { server, connection: { apiKey, apiUrl: url, sandboxUrl: url } };
}

export { Sandbox };
