import Database from "better-sqlite3";
import { migrate } from "../../src/persistence/sqlite/database.ts";
import { createSqliteApiObjects } from "../../src/persistence/sqlite/api-object-records.ts";
import { createSqliteAssistants } from "../../src/persistence/sqlite/assistant-records.ts";
import { createSqliteFiles } from "../../src/persistence/sqlite/file-records.ts";
import { createSqliteRuns } from "../../src/persistence/sqlite/run-records.ts";
import { createSqliteThreads } from "../../src/persistence/sqlite/thread-records.ts";
import type { Persistence } from "../../src/persistence/persistence.ts";
import { systemClock } from "../../tools/ports/clock.ts";

function openMemory() {
  const database = new Database(":memory:");
  migrate(database, ":memory:");
  return database;
}

/** Records of threads and runs that are gone with the test, for the engine without a disk. */
export function createMemoryRecords(
  database = openMemory(),
): Pick<Persistence, "threads" | "runs"> {
  return {
    threads: createSqliteThreads(database, systemClock),
    runs: createSqliteRuns(database, systemClock),
  };
}

/** The same with all that the server needs beside. */
export function createServerRecords() {
  const database = openMemory();
  return {
    ...createMemoryRecords(database),
    apiObjects: createSqliteApiObjects(database, systemClock),
    files: createSqliteFiles(database, systemClock),
    assistants: createSqliteAssistants(database, systemClock),
  };
}
