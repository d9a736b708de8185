import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { readConfig } from "../../../src/config.ts";
import { createLogger } from "../../../src/logger.ts";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import { openSqlite } from "../../../src/persistence/sqlite/open-sqlite.ts";
import { openRuntime } from "../../../src/runtime.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { describeOwners } from "./owner-matrix.ts";
import { APPLICATION } from "./rows.ts";

const opened: Persistence[] = [];

afterEach(async () => {
  for (const persistence of opened.splice(0)) await persistence.close();
});

test("the application has no part that the table does not cover", async () => {
  const config = readConfig({ E2B_ANALYST_HOME: await temporaryFolder() });
  const options = { progress: () => undefined };
  const application = await openRuntime(config, createLogger("silent"), options);
  await application.close();
  expect(Object.keys(application).toSorted()).toEqual(APPLICATION.toSorted());
});

describe("on SQLite nothing is found by", () => {
  describeOwners(async () => {
    const persistence = openSqlite(join(await temporaryFolder(), "analyst.sqlite"), systemClock);
    opened.push(persistence);
    return persistence;
  });
});
