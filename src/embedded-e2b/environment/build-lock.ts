import { setTimeout as delay } from "node:timers/promises";
import Database from "better-sqlite3";
import { cancelled } from "./setup-error.ts";

const RETRY_MS = 250;

/**
 * Runs `work` while no other process does so for the same file. The lock is the operating system's,
 * taken through SQLite: it ends with its process, however that ends, so it is never stale.
 */
export async function withBuildLock<T>(
  file: string,
  options: { onWait: () => void; signal?: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const database = new Database(file, { timeout: 0 });
  try {
    while (!tryLock(database)) {
      options.onWait();
      await pause(options.signal);
    }
    return await work();
  } finally {
    database.close();
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  await delay(RETRY_MS, undefined, { signal }).catch((error: unknown) => {
    throw signal?.aborted === true ? cancelled(signal) : error;
  });
}

function tryLock(database: Database.Database): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") return false;
    throw error;
  }
}
