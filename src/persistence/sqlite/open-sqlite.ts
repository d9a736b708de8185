import type { Clock } from "../../../tools/ports/clock.ts";
import { DELTA_CHANNELS } from "../../../graphs/analyst/state.ts";
import type { Persistence } from "../persistence.ts";
import { createSqliteApiKeys } from "./api-key-records.ts";
import { createSqliteApiObjects } from "./api-object-records.ts";
import { createSqliteAssistants } from "./assistant-records.ts";
import { SqliteCheckpointer } from "./checkpointer.ts";
import { createPruning } from "../pruning/prune.ts";
import { createSqliteCheckpointRows } from "./checkpoint-rows.ts";
import { openDatabase } from "./database.ts";
import { createSqliteFiles } from "./file-records.ts";
import { createSqliteLeases } from "./leases.ts";
import { createSqliteRuns } from "./run-records.ts";
import { createSqliteThreads } from "./thread-records.ts";

/** Everything in one SQLite file. Raises `state_unusable`. */
export function openSqlite(file: string, clock: Clock): Persistence {
  const database = openDatabase(file);
  const checkpointer = new SqliteCheckpointer(database);
  const rows = createSqliteCheckpointRows(database, checkpointer.serde);
  return {
    apiKeys: createSqliteApiKeys(database, clock),
    apiObjects: createSqliteApiObjects(database, clock),
    assistants: createSqliteAssistants(database, clock),
    files: createSqliteFiles(database, clock),
    threads: createSqliteThreads(database, clock),
    runs: createSqliteRuns(database, clock),
    leases: createSqliteLeases(database, clock),
    checkpointer,
    prune: createPruning(checkpointer, rows, DELTA_CHANNELS),
    close: async () => {
      database.close();
    },
  };
}
