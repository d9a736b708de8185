import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type { Leases } from "../../tools/ports/lease.ts";
import type { ApiObjectRecords } from "./records/api-object-records.ts";
import type { ApiKeyRecords } from "./records/api-key-records.ts";
import type { AssistantRecords } from "./records/assistant-records.ts";
import type { FileRecords } from "./records/file-records.ts";
import type { RunRecords } from "./records/run-records.ts";
import type { ThreadRecords } from "./records/thread-records.ts";

/** All that outlives a process: in one SQLite file, or in one MongoDB database. */
export interface Persistence {
  readonly apiKeys: ApiKeyRecords;
  readonly apiObjects: ApiObjectRecords;
  readonly assistants: AssistantRecords;
  readonly files: FileRecords;
  readonly threads: ThreadRecords;
  readonly runs: RunRecords;
  readonly leases: Leases;
  readonly checkpointer: BaseCheckpointSaver;
  /** Drops what no turn of a thread needs any more. For whoever holds the thread's lease. */
  readonly prune: (threadId: string) => Promise<void>;
  close(): Promise<void>;
}
