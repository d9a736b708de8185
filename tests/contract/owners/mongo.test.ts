import { afterAll, afterEach, beforeAll } from "@jest/globals";
import { openMongo } from "../../../src/persistence/mongo/open-mongo.ts";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { describeWith } from "../../helpers/servers/describe-with.ts";
import { installMongo, newDatabase, startMongo } from "../../helpers/servers/mongo.ts";
import { describeOwners } from "./owner-matrix.ts";

const opened: Persistence[] = [];

describeWith("on MongoDB nothing is found by", await installMongo(), (folder) => {
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

  describeOwners(async () => {
    const persistence = openMongo(newDatabase(server.uri), systemClock);
    opened.push(persistence);
    return persistence;
  });
});
