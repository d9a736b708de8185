import { PLAIN_SETUP, type SandboxSetup, type SandboxPool } from "../tools/ports/sandbox.ts";
import type { Leases } from "../tools/ports/lease.ts";
import { createSandboxPool } from "../tools/sandbox/pool.ts";
import type { E2BConnection } from "../tools/sandbox/e2b/sdk.ts";
import type { Config } from "./config.ts";
import { ensureEmbeddedServer, findEmbeddedServer } from "./embedded-e2b/launcher.ts";
import type { EnsureOptions } from "./embedded-e2b/environment/types.ts";
import type { Logger } from "./logger.ts";

export interface SandboxesOptions extends EnsureOptions {
  /** Absent where no other process makes sandboxes for the same threads. */
  readonly leases?: Leases;
}

function cloudOf({ env }: Config): E2BConnection | undefined {
  const { E2B_API_KEY: apiKey, E2B_API_URL: apiUrl, E2B_SANDBOX_URL: sandboxUrl } = env;
  return apiKey === undefined ? undefined : { apiKey, apiUrl, sandboxUrl, domain: env.E2B_DOMAIN };
}

/** Sandboxes as a run would get them: E2B's when there is a key, else the embedded server's. */
export function openSandboxes(
  config: Config,
  logger: Logger,
  { leases, ...options }: SandboxesOptions,
): SandboxPool {
  const cloud = cloudOf(config);
  return createSandboxPool({
    connect: async () => cloud ?? ensureEmbeddedServer({ ...options, config, logger }),
    find: async () => cloud ?? findEmbeddedServer(config),
    leases,
    template: config.env.E2B_SANDBOX_TEMPLATE,
    lifeMs: config.env.E2B_SANDBOX_LIFE_S * 1000,
    setup: { ...PLAIN_SETUP, onIdle: config.env.E2B_SANDBOX_ON_IDLE } satisfies SandboxSetup,
  });
}
