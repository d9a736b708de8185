import Database from "better-sqlite3";
import { migrate } from "../../src/persistence/sqlite/database.ts";
import { createSqliteRuns } from "../../src/persistence/sqlite/run-records.ts";
import { createSqliteThreads } from "../../src/persistence/sqlite/thread-records.ts";
import type { Persistence } from "../../src/persistence/persistence.ts";
import { systemClock } from "../../tools/ports/clock.ts";

/** Records of threads and runs that are gone with the test, for the engine without a disk. */
export function createMemoryRecords(): Pick<Persistence, "threads" | "runs"> {
  const database = new Database(":memory:");
  migrate(database, ":memory:");
  return {
    threads: createSqliteThreads(database, systemClock),
    runs: createSqliteRuns(database, systemClock),
  };
}
