import { join } from "node:path";
import { afterEach, describe } from "@jest/globals";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import { openSqlite } from "../../../src/persistence/sqlite/open-sqlite.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { describeOwners } from "./owner-matrix.ts";

const opened: Persistence[] = [];

afterEach(async () => {
  for (const persistence of opened.splice(0)) await persistence.close();
});

describe("on SQLite nothing is found by", () => {
  describeOwners(async () => {
    const persistence = openSqlite(join(await temporaryFolder(), "analyst.sqlite"), systemClock);
    opened.push(persistence);
    return persistence;
  });
});
