import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";
import type { SqliteDatabase } from "./database.ts";

/** Conversations in the state's SQLite file. */
export function createCheckpointer(database: SqliteDatabase): BaseCheckpointSaver {
  return new SqliteSaver(database);
}
