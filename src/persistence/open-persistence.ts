import type { Clock } from "../../tools/ports/clock.ts";
import type { Config } from "../config.ts";
import type { Persistence } from "./persistence.ts";
import { openSqlite } from "./sqlite/open-sqlite.ts";

/** What outlives the process, as the configuration says. Raises `state_unusable`. */
export async function openPersistence(config: Config, clock: Clock): Promise<Persistence> {
  const { MONGO_URI } = config.env;
  if (MONGO_URI === undefined) return openSqlite(config.database, clock);
  // Loaded when needed only: its drivers are large.
  const { openMongo } = await import("./mongo/open-mongo.ts");
  return openMongo(MONGO_URI, clock);
}
