import { localCaller } from "../../../tools/ports/caller.ts";
import type { SqliteDatabase } from "./database.ts";

export const hasTable = (database: SqliteDatabase, name: string): boolean =>
  database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !==
  undefined;

/** Files without a version hold conversations and leases only, all of this machine's one user. */
function addRecords(database: SqliteDatabase): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS leases (
      thread_id TEXT PRIMARY KEY, holder TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL,
      expires_at INTEGER NOT NULL);

    CREATE TABLE threads (
      thread_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, tenant_id TEXT, conversation_id TEXT,
      assistant_id TEXT, sandbox_id TEXT, created_at INTEGER NOT NULL,
      last_used_at INTEGER NOT NULL);
    CREATE INDEX threads_of_user ON threads (user_id, tenant_id, last_used_at);
    CREATE INDEX threads_of_conversation ON threads (conversation_id, user_id, tenant_id);
    CREATE INDEX threads_with_sandbox ON threads (last_used_at) WHERE sandbox_id IS NOT NULL;

    CREATE TABLE runs (
      run_id TEXT PRIMARY KEY, thread_id TEXT NOT NULL, user_id TEXT NOT NULL, tenant_id TEXT,
      assistant_id TEXT, status TEXT NOT NULL, stop_reason TEXT, usage TEXT, error TEXT,
      started_at INTEGER NOT NULL, finished_at INTEGER);
    CREATE INDEX runs_of_thread ON runs (thread_id, started_at);

    CREATE TABLE files (
      file_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, tenant_id TEXT, thread_id TEXT,
      assistant_id TEXT, filename TEXT NOT NULL, type TEXT NOT NULL, bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL, source TEXT NOT NULL, context TEXT NOT NULL,
      storage_key TEXT NOT NULL, filepath TEXT NOT NULL, created_at INTEGER NOT NULL);
    CREATE INDEX files_of_user ON files (user_id, tenant_id, created_at);
    CREATE INDEX files_of_thread ON files (thread_id, user_id, tenant_id, created_at);
    CREATE INDEX files_by_bytes ON files (user_id, tenant_id, sha256);
    CREATE INDEX files_by_key ON files (user_id, tenant_id, storage_key);

    CREATE TABLE assistants (
      assistant_id TEXT PRIMARY KEY, author TEXT NOT NULL, tenant_id TEXT,
      version INTEGER NOT NULL, document TEXT NOT NULL, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL);
    CREATE INDEX assistants_of_tenant ON assistants (tenant_id, created_at);`);
  if (!hasTable(database, "checkpoints")) return;
  database
    .prepare(
      `INSERT INTO threads (thread_id, user_id, created_at, last_used_at)
       SELECT DISTINCT thread_id, ?, ?, ? FROM checkpoints`,
    )
    .run(localCaller.userId, Date.now(), Date.now());
}

/** Keys of the server, and the place of a run in the branches of its conversation. */
function addServer(database: SqliteDatabase): void {
  database.exec(`
    CREATE TABLE api_keys (
      key_id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, user_id TEXT NOT NULL,
      created_at INTEGER NOT NULL, revoked_at INTEGER);
    CREATE UNIQUE INDEX valid_key_names ON api_keys (name) WHERE revoked_at IS NULL;
    ALTER TABLE runs ADD COLUMN turn TEXT;`);
}

/** Threads, messages, runs and steps of the Assistants API. */
function addApiObjects(database: SqliteDatabase): void {
  database.exec(`
    CREATE TABLE api_objects (
      object_id TEXT PRIMARY KEY, kind TEXT NOT NULL, thread_id TEXT NOT NULL, run_id TEXT,
      user_id TEXT NOT NULL, tenant_id TEXT, document TEXT NOT NULL, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL);
    CREATE INDEX api_objects_of_thread ON api_objects (thread_id, kind, object_id);`);
}

/** One step per version of the file: step 0 makes version 1. A step that was released never changes. */
export const MIGRATIONS: readonly ((database: SqliteDatabase) => void)[] = [
  addRecords,
  addServer,
  addApiObjects,
];
