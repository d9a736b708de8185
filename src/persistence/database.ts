import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { AnalystError } from "../../tools/errors.ts";

export type SqliteDatabase = Database.Database;

/** Milliseconds a writer waits for another process; the driver's own default is none. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens (and makes) the state's SQLite file. Raises `state_unusable` when the folder cannot be written. */
export function openDatabase(file: string): SqliteDatabase {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    // Whole conversations are in it; the files that SQLite makes beside it get the same mode.
    chmodSync(file, 0o600);
    database.pragma("journal_mode = WAL");
    return database;
  } catch (cause) {
    throw new AnalystError(
      "state_unusable",
      {
        en: `The state folder ${dirname(file)} cannot be used: it must be writable. Set E2B_ANALYST_HOME to another folder.`,
        zh: `状态文件夹 ${dirname(file)} 无法使用：它必须可写。请把 E2B_ANALYST_HOME 设为其他文件夹。`,
      },
      { cause },
    );
  }
}
