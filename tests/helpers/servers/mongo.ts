import { randomUUID } from "node:crypto";
import type { Installed } from "./install.ts";
import { installSecantus, startSecantus, type MongoServer } from "./secantus.ts";

/** A server of somebody's, given in place of the one that the tests install. */
const given = process.env["TEST_MONGO_URI"];

export const installMongo = async (): Promise<Installed> =>
  given === undefined ? installSecantus() : { folder: "" };

/** The installed server, started; or the given one, which cannot be restarted or stopped. */
export async function startMongo(folder: string): Promise<Pick<MongoServer, "uri" | "stop">> {
  return given === undefined
    ? startSecantus(folder)
    : { uri: given.replace(/\/[^/]*$/, ""), stop: async () => undefined };
}

/** A database of a test's own. */
export const newDatabase = (uri: string): string =>
  `${uri}/test-${randomUUID().replaceAll("-", "")}`;
