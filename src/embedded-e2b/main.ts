import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import { ensureEnvironment } from "./environment/ensure-environment.ts";
import type { EnsureOptions } from "./environment/types.ts";
import { serve } from "./process/serve.ts";
import { settingsOf } from "./process/settings.ts";

export interface RunEmbeddedServerOptions extends Pick<EnsureOptions, "progress" | "language"> {
  readonly config: Config;
  readonly logger: Logger;
  /** Aborting ends the server and every sandbox. */
  readonly signal: AbortSignal;
  /** What the SDK needs to use the server. */
  readonly onReady?: (server: { url: string; apiKey: string }) => void;
}

/**
 * Runs the embedded E2B server in this process until `signal` aborts or nobody has needed it for the
 * configured time. Raises `sandbox_setup`, `sandbox_isolation` or `state_unusable`.
 */
export async function runEmbeddedServer(options: RunEmbeddedServerOptions): Promise<void> {
  const { config, logger, signal, progress, language, onReady } = options;
  const environment = await ensureEnvironment({
    cacheRoot: config.env.E2B_ANALYST_CACHE,
    progress,
    language,
    signal,
  });
  await serve({ settings: settingsOf(config, environment), logger, signal, onReady });
}
