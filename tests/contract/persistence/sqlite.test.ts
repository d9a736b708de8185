import { join } from "node:path";
import { afterEach, describe } from "@jest/globals";
import type { Persistence } from "../../../src/persistence/persistence.ts";
import { openSqlite } from "../../../src/persistence/sqlite/open-sqlite.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { describePersistence } from "./contract/persistence-contract.ts";

const MODULE = join(import.meta.dirname, "../../../src/persistence/sqlite/open-sqlite.ts");

const opened: Persistence[] = [];

afterEach(async () => {
  for (const persistence of opened.splice(0)) await persistence.close();
});

describe("SQLite", () => {
  describePersistence(async () => {
    const file = join(await temporaryFolder(), "state", "analyst.sqlite");
    return {
      opener: `(await import("${MODULE}")).openSqlite("${file}", { now: Date.now })`,
      async open(clock = systemClock) {
        const persistence = openSqlite(file, clock);
        opened.push(persistence);
        return persistence;
      },
    };
  });
});
