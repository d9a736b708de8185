import { AnalystError } from "../../../tools/errors.ts";
import type { Logger } from "../../logger.ts";
import { createBox } from "../box/create-box.ts";
import { removeLeftoverBoxes } from "../box/folders.ts";
import { startEmbeddedServer, type EmbeddedServer } from "../server.ts";
import { checkIsolation } from "./check-isolation.ts";
import { holdName, nameFor } from "./held-name.ts";
import {
  makeServerFolder,
  readLockFile,
  removeLockFile,
  unusable,
  writeLockFile,
} from "./lock-file.ts";
import type { ServerSettings } from "./settings.ts";

export interface ServeOptions {
  readonly settings: ServerSettings;
  readonly logger: Logger;
  /** Aborting ends the server and everything in it. */
  readonly signal: AbortSignal;
  readonly onReady?: (server: EmbeddedServer) => void;
}

/** How often the server looks whether it is still needed, as a part of the idle time. */
const LOOKS_PER_IDLE_TIME = 10;
const MAX_LOOK_MS = 10_000;
/** A thread whose sandbox made room gets another one, with its files and variables restored. */
const EVICT_AFTER_MS = 60_000;
const FORGOTTEN_LOOK_MS = 1_000;

/**
 * Is the embedded server of a state folder, until it is told to end or nobody has needed it for the
 * idle time. A sandbox that lives is a need, also a paused one.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { settings, logger, signal } = options;
  const { stateDir } = settings;
  checkIsolation(settings, logger);
  await makeServerFolder(stateDir);
  const name = await holdName(nameFor(stateDir, "server"));
  if (name === undefined) throw alreadyServed(stateDir);
  const stopped = Promise.withResolvers<string>();
  const ended = new AbortController();
  // What went wrong for one client must not end the sandboxes of all.
  const onStray = (err: unknown) => logger.error({ err }, "a failure that nobody handled");
  process.on("unhandledRejection", onStray);
  try {
    await removeLeftoverBoxes(stateDir).catch((cause: unknown) => {
      throw unusable(stateDir, cause);
    });
    const server = await startEmbeddedServer({
      ...settings,
      createBox,
      // What travelled as a message has no key for an undefined value.
      environment: { ...settings.environment, bwrap: settings.environment.bwrap },
      box: settings,
      evictAfterMs: EVICT_AFTER_MS,
      onStop: () => stopped.resolve("told to end"),
      logger,
    });
    try {
      const { port, apiKey } = server;
      const { fingerprint } = settings;
      await writeLockFile(stateDir, { pid: process.pid, port, apiKey, fingerprint });
      logger.info({ port }, "embedded E2B server ready");
      options.onReady?.(server);
      const reason = await Promise.race([
        stopped.promise,
        untilAborted(signal),
        untilIdle(server, settings.idleMs, ended.signal),
        untilForgotten(stateDir, ended.signal),
      ]);
      logger.info({ reason }, "embedded E2B server ends");
    } finally {
      ended.abort();
      const lock = await readLockFile(stateDir).catch(() => undefined);
      if (lock?.pid === process.pid) await removeLockFile(stateDir);
      await server.close();
    }
  } finally {
    process.off("unhandledRejection", onStray);
    name.release();
  }
}

async function untilAborted(signal: AbortSignal): Promise<string> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
  return "interrupted";
}

function untilIdle(server: EmbeddedServer, idleMs: number, signal: AbortSignal): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const look = () => {
    if (server.sandboxes === 0 && server.quietMs() >= idleMs) resolve("idle");
  };
  const timer = setInterval(look, Math.min(idleMs / LOOKS_PER_IDLE_TIME, MAX_LOOK_MS));
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  return promise;
}

/**
 * A state folder that was removed or made anew leaves its server without anybody who finds it, yet
 * holding the folder's name: it must make room.
 */
function untilForgotten(stateDir: string, signal: AbortSignal): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const look = async () => {
    const lock = await readLockFile(stateDir).catch(() => undefined);
    if (lock?.pid !== process.pid) resolve("the state folder is another one");
  };
  const timer = setInterval(() => void look(), FORGOTTEN_LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  return promise;
}

function alreadyServed(stateDir: string): AnalystError {
  return new AnalystError("sandbox_setup", {
    en: `Another embedded E2B server is already running for ${stateDir}.`,
    zh: `${stateDir} 已有一个内嵌 E2B 服务器在运行。`,
  });
}
