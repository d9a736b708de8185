import type { SandboxPool } from "../tools/ports/sandbox.ts";
import { createSandboxPool } from "../tools/sandbox/pool.ts";
import type { Config } from "./config.ts";
import { ensureEmbeddedServer } from "./embedded-e2b/launcher.ts";
import type { EnsureOptions } from "./embedded-e2b/environment/types.ts";
import type { Logger } from "./logger.ts";

/** Sandboxes as a run would get them: E2B's when there is a key, else the embedded server's. */
export function openSandboxes(config: Config, logger: Logger, options: EnsureOptions): SandboxPool {
  const { E2B_API_KEY, E2B_API_URL, E2B_SANDBOX_URL, E2B_DOMAIN } = config.env;
  return createSandboxPool({
    connect: async () =>
      E2B_API_KEY === undefined
        ? ensureEmbeddedServer({ ...options, config, logger })
        : {
            apiKey: E2B_API_KEY,
            apiUrl: E2B_API_URL,
            sandboxUrl: E2B_SANDBOX_URL,
            domain: E2B_DOMAIN,
          },
    template: config.env.E2B_SANDBOX_TEMPLATE,
    lifeMs: config.env.E2B_SANDBOX_LIFE_S * 1000,
  });
}
