import { join } from "node:path";
import { afterAll, afterEach, beforeAll } from "@jest/globals";
import { openMongo } from "../../../src/persistence/mongo/open-mongo.ts";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { describeWith } from "../../helpers/servers/describe-with.ts";
import { installMongo, newDatabase, startMongo } from "../../helpers/servers/mongo.ts";
import { describePersistence } from "./contract/persistence-contract.ts";

const MODULE = join(import.meta.dirname, "../../../src/persistence/mongo/open-mongo.ts");

const opened: Persistence[] = [];

describeWith("MongoDB", await installMongo(), (folder) => {
  let server: Awaited<ReturnType<typeof startMongo>>;

  beforeAll(async () => {
    server = await startMongo(folder);
  });

  afterEach(async () => {
    for (const persistence of opened.splice(0)) await persistence.close();
  });

  afterAll(async () => {
    await server?.stop();
  });

  describePersistence(async () => {
    const uri = newDatabase(server.uri);
    return {
      opener: `(await import("${MODULE}")).openMongo("${uri}", { now: Date.now })`,
      async open(clock = systemClock) {
        const persistence = openMongo(uri, clock);
        opened.push(persistence);
        return persistence;
      },
    };
  });
});
