import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { z } from "zod";
import { AnalystError } from "../../../tools/errors.ts";
import { MIGRATIONS } from "./migrations.ts";

export type SqliteDatabase = Database.Database;

/** Milliseconds a writer waits for another process; the driver's own default is none. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens (and makes) the state's SQLite file, brought up to the present version. Raises
 * `state_unusable` when the folder cannot be written or a newer release made the file.
 */
export function openDatabase(file: string): SqliteDatabase {
  let database: SqliteDatabase | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    // Whole conversations are in it; the files that SQLite makes beside it get the same mode.
    chmodSync(file, 0o600);
    database.pragma("journal_mode = WAL");
    migrate(database, file);
    return database;
  } catch (cause) {
    database?.close();
    if (AnalystError.isInstance(cause)) throw cause;
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

/** The driver gives a row whatever is asked of `pragma`. */
const Version = z.object({ user_version: z.number() });
const versionOf = (database: SqliteDatabase): number =>
  Version.parse(database.prepare("PRAGMA user_version").get()).user_version;

/** Brings a database up to the present version. Raises `state_unusable` for a newer one. */
export function migrate(database: SqliteDatabase, file: string): void {
  if (versionOf(database) === MIGRATIONS.length) return;
  // Under the writer's lock: another process may be at the same step.
  database.exec("BEGIN IMMEDIATE");
  try {
    const version = versionOf(database);
    if (version > MIGRATIONS.length) throw tooNew(file, version);
    for (const step of MIGRATIONS.slice(version)) step(database);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

const tooNew = (file: string, version: number) =>
  new AnalystError("state_unusable", {
    en: `A newer release made ${file} (version ${version}; this one knows ${MIGRATIONS.length}). Use that release, or set E2B_ANALYST_HOME to another folder.`,
    zh: `${file} 由更新的版本创建（格式版本 ${version}，当前程序只支持 ${MIGRATIONS.length}）。请使用该版本，或把 E2B_ANALYST_HOME 设为其他文件夹。`,
  });
