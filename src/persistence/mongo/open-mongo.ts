import { MongoClient } from "mongodb";
import type { Clock } from "../../../tools/ports/clock.ts";
import { DELTA_CHANNELS } from "../../../graphs/analyst/state.ts";
import type { Persistence } from "../persistence.ts";
import { createMongoApiKeys } from "./api-key-records.ts";
import { createMongoApiObjects } from "./api-object-records.ts";
import { createMongoAssistants } from "./assistant-records.ts";
import { createPruning } from "../pruning/prune.ts";
import { createMongoCheckpointRows } from "./checkpoint-rows.ts";
import { MongoCheckpointer } from "./checkpointer.ts";
import { CONNECT_OPTIONS } from "./connect-options.ts";
import { createMongoConnection } from "./connection.ts";
import { withStateErrors } from "./errors.ts";
import { createMongoFiles } from "./file-records.ts";
import { createMongoLeases } from "./leases.ts";
import { createMongoRuns } from "./run-records.ts";
import { createMongoThreads } from "./thread-records.ts";

/**
 * Everything in one MongoDB database, LibreChat's or another. mongoose and LangGraph's saver want
 * different drivers, so there are two pools. Nothing is contacted before the first use, which raises
 * `state_unusable` when the server is away.
 */
export function openMongo(uri: string, clock: Clock): Persistence {
  const client = new MongoClient(uri, CONNECT_OPTIONS);
  const { hosts, srvHost } = client.options;
  const place = { uri, hosts: srvHost ?? hosts.map(String).join(", ") };
  const connection = createMongoConnection(place);
  const checkpointer = new MongoCheckpointer(client, place);
  const rows = withStateErrors(createMongoCheckpointRows(client, checkpointer.serde), place);
  return {
    apiKeys: withStateErrors(createMongoApiKeys(connection, clock), place),
    apiObjects: withStateErrors(createMongoApiObjects(connection, clock), place),
    assistants: withStateErrors(createMongoAssistants(connection, clock), place),
    files: withStateErrors(createMongoFiles(connection, clock), place),
    threads: withStateErrors(createMongoThreads(connection, clock), place),
    runs: withStateErrors(createMongoRuns(connection, clock), place),
    leases: withStateErrors(createMongoLeases(connection, clock), place),
    checkpointer,
    prune: createPruning(checkpointer, rows, DELTA_CHANNELS),
    async close() {
      await connection.close();
      await client.close();
    },
  };
}
