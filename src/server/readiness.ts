import { localCaller } from "../../tools/ports/caller.ts";
import type { Config } from "../config.ts";
import type { EnsureOptions } from "../embedded-e2b/environment/types.ts";
import { ensureEmbeddedServer, findEmbeddedServer } from "../embedded-e2b/launcher.ts";
import type { Logger } from "../logger.ts";
import type { Application } from "../runtime.ts";
import type { ReadinessChecks } from "./health.ts";

const PATIENCE_MS = 2_500;
const CLOUD = "e2b.app";

async function reach(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  await response.body?.cancel();
  if (response.status >= 500) throw new Error(`${url} answered ${response.status}`);
}

/**
 * Whether sandboxes can be had. The embedded server is started ahead of the first question; later it
 * may have gone to rest, and comes back when it is asked for.
 */
function sandboxCheck(config: Config, logger: Logger, options: EnsureOptions) {
  const { E2B_API_KEY, E2B_API_URL, E2B_DOMAIN } = config.env;
  if (E2B_API_KEY !== undefined) {
    const url = E2B_API_URL ?? `https://api.${E2B_DOMAIN ?? CLOUD}`;
    return async () => reach(`${url}/health`);
  }
  let isSetUp = false;
  let starting: Promise<void> | undefined;
  const start = async () => {
    try {
      await ensureEmbeddedServer({ ...options, config, logger });
      isSetUp = true;
    } catch (error) {
      logger.error({ err: error }, "the embedded sandbox server did not start");
    } finally {
      starting = undefined;
    }
  };
  starting = start();
  return async () => {
    if (!isSetUp) {
      starting ??= start();
      throw new Error("the embedded sandbox server is not there yet");
    }
    const found = await findEmbeddedServer(config);
    if (found !== undefined) await reach(`${found.apiUrl}/health`);
  };
}

/** What `/ready` looks at: database, model, sandboxes. Begins to start the embedded server. */
export function createReadinessChecks(
  config: Config,
  logger: Logger,
  { deps, persistence }: Pick<Application, "deps" | "persistence">,
  options: EnsureOptions,
): ReadinessChecks {
  return {
    database: async () => void (await persistence.threads.find(localCaller, "ready")),
    model: async () => void (await deps.models.get(undefined, {})),
    sandbox: sandboxCheck(config, logger, options),
  };
}
