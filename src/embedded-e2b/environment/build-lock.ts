import { setTimeout as delay } from "node:timers/promises";
import Database from "better-sqlite3";

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
      await delay(RETRY_MS, undefined, { signal: options.signal });
    }
    return await work();
  } finally {
    database.close();
  }
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
