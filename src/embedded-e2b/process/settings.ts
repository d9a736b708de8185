import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Config } from "../../config.ts";
import type { PythonEnvironment } from "../environment/types.ts";

const MIB = 1024 * 1024;

const Environment = z.object({
  python: z.string(),
  readOnlyPaths: z.array(z.string()),
  cjkFont: z.string(),
  matplotlibCache: z.string(),
  nltkData: z.string(),
  startupPath: z.string(),
  bwrap: z.string().optional(),
});

/** All that a server process needs to know; it travels to a detached one as a message. */
export const ServerSettings = z.object({
  stateDir: z.string(),
  port: z.number(),
  pool: z.number(),
  outputBytes: z.number(),
  idleMs: z.number(),
  isolation: z.enum(["bwrap", "none"]),
  limits: z.object({
    memoryMb: z.number(),
    diskMb: z.number(),
    fileMb: z.number(),
    processes: z.number(),
  }),
  environment: Environment,
  logLevel: z.string(),
  /** Equal for servers of the same code and configuration. */
  fingerprint: z.string(),
});
export type ServerSettings = z.infer<typeof ServerSettings>;

/**
 * A server without isolation has a folder, and so a name, of its own: who asks for a wall must never
 * be given one that has none. The folder of a state folder in which an embedded server keeps what it needs. */
export function serverFolder(home: string, isolation: ServerSettings["isolation"]): string {
  return join(home, isolation === "bwrap" ? "embedded-e2b" : "embedded-e2b-not-isolated");
}

export function settingsOf(config: Config, environment: PythonEnvironment): ServerSettings {
  const { env } = config;
  const settings = {
    stateDir: serverFolder(config.home, env.EMBEDDED_SANDBOX_ISOLATION),
    port: env.EMBEDDED_SANDBOX_PORT,
    pool: env.EMBEDDED_SANDBOX_POOL,
    outputBytes: env.EMBEDDED_SANDBOX_OUTPUT_MB * MIB,
    idleMs: env.EMBEDDED_SANDBOX_IDLE_MINUTES * 60_000,
    isolation: env.EMBEDDED_SANDBOX_ISOLATION,
    limits: {
      memoryMb: env.EMBEDDED_SANDBOX_MEMORY_MB,
      diskMb: env.EMBEDDED_SANDBOX_DISK_MB,
      fileMb: env.EMBEDDED_SANDBOX_FILE_MB,
      processes: env.EMBEDDED_SANDBOX_PROCESSES,
    },
    environment: { ...environment, readOnlyPaths: [...environment.readOnlyPaths] },
    logLevel: env.LOG_LEVEL,
  };
  const hash = createHash("sha256").update(JSON.stringify(settings)).update(codeState());
  return { ...settings, fingerprint: hash.digest("hex") };
}

/** Changes with the server's code: a running server must not serve what it does not know. */
function codeState(): string {
  const root = join(import.meta.dirname, "..");
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const { size, mtimeMs } = statSync(join(parentPath, name));
      return `${parentPath}/${name} ${size} ${mtimeMs}`;
    })
    .toSorted()
    .join("\n");
}
