import { AnalystError } from "../../tools/errors.ts";
import type { Words } from "../../tools/words.ts";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import { ensureEnvironment } from "./environment/ensure-environment.ts";
import type { EnsureOptions } from "./environment/types.ts";
import { askStatus, askToStop } from "./process/admin-client.ts";
import { checkIsolation } from "./process/check-isolation.ts";
import { nameFor, untilFree, waitForName } from "./process/held-name.ts";
import { makeServerFolder, readLockFile, type LockFile } from "./process/lock-file.ts";
import { serverFolder, settingsOf, type ServerSettings } from "./process/settings.ts";
import { spawnServer } from "./process/spawn-server.ts";

export interface LaunchOptions extends EnsureOptions {
  readonly config: Config;
  readonly logger: Logger;
}

const STARTING: Words = {
  en: "starting the embedded E2B server",
  zh: "正在启动内嵌 E2B 服务器",
};

const LOOK_EVERY_MS = 500;
const PATIENCE = 30;

/** What the E2B SDK needs to use the embedded server. */
export interface EmbeddedConnection {
  readonly apiUrl: string;
  readonly sandboxUrl: string;
  readonly apiKey: string;
  readonly filtersPorts: true;
}

/**
 * The embedded server of the state folder: the one that runs, or one that is started now. Of several
 * that ask at once one starts it. Raises `sandbox_setup`, `state_unusable`, `sandbox_unavailable` or
 * `cancelled`.
 */
export async function ensureEmbeddedServer(options: LaunchOptions): Promise<EmbeddedConnection> {
  const { config, logger, progress, signal } = options;
  const environment = await ensureEnvironment({
    ...options,
    cacheRoot: options.cacheRoot ?? config.env.E2B_ANALYST_CACHE,
  });
  const settings = settingsOf(config, environment);
  checkIsolation(settings, logger);
  return launch(settings, {
    logger,
    signal,
    onStart: () => progress({ message: STARTING[options.language ?? "en"] }),
  });
}

/** The server that runs now, whatever its configuration; nothing is set up or started for it. */
export async function findEmbeddedServer(config: Config): Promise<EmbeddedConnection | undefined> {
  const running = await find(serverFolder(config.home, config.env.EMBEDDED_SANDBOX_ISOLATION));
  return running && connectionOf(running);
}

/** As `ensureEmbeddedServer`, for settings that are already known. */
export async function launch(
  settings: ServerSettings,
  { logger, signal, onStart }: Pick<LaunchOptions, "logger" | "signal"> & { onStart?: () => void },
): Promise<EmbeddedConnection> {
  const folder = settings.stateDir;
  const running = await find(folder);
  if (running?.fingerprint === settings.fingerprint) return connectionOf(running);
  await makeServerFolder(folder);
  const turn = await waitForName(nameFor(folder, "launch"), signal).catch((cause: unknown) => {
    throw cancelled(cause);
  });
  try {
    const found = await settle(folder, settings, signal);
    if (found !== undefined) return connectionOf(found);
    onStart?.();
    const started = await spawnServer(settings, signal);
    logger.info({ port: started.port }, "embedded E2B server started");
    return connectionOf(started);
  } catch (error) {
    throw signal?.aborted === true ? cancelled(error) : error;
  } finally {
    turn.release();
  }
}

/**
 * Finds a server that can be used, or sees to it that there is none. One that holds the folder and
 * does not answer may be starting, ending or busy, so it gets some time.
 */
async function settle(
  folder: string,
  settings: ServerSettings,
  signal: AbortSignal | undefined,
): Promise<LockFile | undefined> {
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    const found = await find(folder);
    if (found !== undefined && !(await isReplaceable(found, settings))) return found;
    if (await isFree(folder)) return undefined;
    signal?.throwIfAborted();
  }
  const pid = (await readLockFile(folder))?.pid ?? "unknown";
  throw new AnalystError(
    "sandbox_unavailable",
    {
      en: `An embedded E2B server (process ${pid}) holds ${folder} but does not answer. End that process and try again.`,
      zh: `内嵌 E2B 服务器（进程 ${pid}）占用了 ${folder}，但没有响应。请结束该进程后重试。`,
    },
    { retryable: true },
  );
}

/** Whether no server holds the folder, now or within a short time. */
async function isFree(folder: string): Promise<boolean> {
  try {
    await untilFree(nameFor(folder, "server"), AbortSignal.timeout(LOOK_EVERY_MS));
    return true;
  } catch {
    return false;
  }
}

/** The server of a folder, if one answers. */
async function find(folder: string): Promise<LockFile | undefined> {
  const lock = await readLockFile(folder);
  if (lock === undefined) return undefined;
  const status = await askStatus(lock);
  return status === undefined ? undefined : { ...lock, fingerprint: status.fingerprint };
}

/** A server of other code or configuration makes room, but not while anybody has a sandbox in it. */
async function isReplaceable(found: LockFile, settings: ServerSettings): Promise<boolean> {
  return found.fingerprint !== settings.fingerprint && (await askToStop(found));
}

function connectionOf({ port, apiKey }: Pick<LockFile, "port" | "apiKey">): EmbeddedConnection {
  const url = `http://127.0.0.1:${port}`;
  return { apiUrl: url, sandboxUrl: url, apiKey, filtersPorts: true };
}

function cancelled(cause: unknown): AnalystError {
  return new AnalystError(
    "cancelled",
    {
      en: "The start of the embedded E2B server was cancelled.",
      zh: "内嵌 E2B 服务器的启动已取消。",
    },
    { cause },
  );
}
