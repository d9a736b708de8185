import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { AnalystError } from "../../../tools/errors.ts";
import { defaultCacheRoot, thisHost } from "../environment/host.ts";
import { Announcement, errorOf } from "./handshake.ts";
import { unusable } from "./lock-file.ts";
import type { ServerSettings } from "./settings.ts";

const MAX_LOG_BYTES = 4 * 1024 * 1024;

/** Sources run as they are; the build has compiled the entry beside this file. */
const ENTRY = join(import.meta.dirname, "..", `entry${extname(import.meta.filename)}`);

/**
 * Starts a server that outlives this process, and resolves once it serves. Raises what the server
 * itself said when it could not start.
 */
export async function spawnServer(
  settings: ServerSettings,
  signal: AbortSignal | undefined,
): Promise<{ port: number; apiKey: string }> {
  signal?.throwIfAborted();
  const log = openLog(settings.stateDir);
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ENTRY], {
    cwd: settings.stateDir,
    env: serverEnvironment(),
    detached: true,
    stdio: ["ignore", log.fd, log.fd, "ipc"],
  });
  closeSync(log.fd);
  const onAbort = () => child.kill("SIGTERM");
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    child.send(settings);
    const announcement = await announcementOf(child, log.path);
    if (announcement.type === "failed") throw errorOf(announcement);
    return announcement;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

async function announcementOf(child: ChildProcess, logPath: string): Promise<Announcement> {
  const { promise, resolve, reject } = Promise.withResolvers<Announcement>();
  child.once("message", (message) => {
    const parsed = Announcement.safeParse(message);
    if (parsed.success) resolve(parsed.data);
    else reject(parsed.error);
  });
  child.once("error", reject);
  child.once("exit", (code, signal) => reject(endedEarly(code ?? signal ?? "", logPath)));
  return promise;
}

function endedEarly(how: number | string, logPath: string): AnalystError {
  return new AnalystError(
    "sandbox_unavailable",
    {
      en: `The embedded E2B server ended while starting (${how}). Its log is ${logPath}.`,
      zh: `内嵌 E2B 服务器在启动时退出（${how}）。日志在 ${logPath}。`,
    },
    { retryable: true },
  );
}

/** The log goes on over restarts, and begins anew when it has grown long. */
function openLog(folder: string): { fd: number; path: string } {
  const path = join(folder, "server.log");
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return { fd: openSync(path, size > MAX_LOG_BYTES ? "w" : "a", 0o600), path };
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

/** Nothing secret: without isolation, code in a sandbox could read the server's environment. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const host = thisHost();
  const { PATH, TMPDIR, LANG } = host.variables;
  return { PATH, TMPDIR, LANG, NODE_COMPILE_CACHE: join(defaultCacheRoot(host), "compiled") };
}
