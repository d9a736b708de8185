import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { openDatabase } from "../../../src/persistence/database.ts";
import { createSqliteLeases } from "../../../src/persistence/sqlite-leases.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const file = async () => join(await temporaryFolder(), "state", "analyst.sqlite");

describe("leases on SQLite", () => {
  test("one holder per thread, over connections, until it is released", async () => {
    const path = await file();
    const clock = { now: () => 1_000 };
    const first = createSqliteLeases(openDatabase(path), clock);
    const second = createSqliteLeases(openDatabase(path), clock);
    const lease = await first.acquire("t1");
    expect(lease).toBeDefined();
    expect(await second.acquire("t1")).toBeUndefined();
    expect(await second.acquire("t2")).toBeDefined();
    await lease?.release();
    expect(await second.acquire("t1")).toBeDefined();
  });

  test("a lease that nobody renews runs out", async () => {
    let now = 0;
    const path = await file();
    const leases = createSqliteLeases(openDatabase(path), { now: () => now });
    const held = await leases.acquire("t1");
    now = 29_999;
    expect(await leases.acquire("t1")).toBeUndefined();
    now = 30_001;
    const next = await leases.acquire("t1");
    expect(next).toBeDefined();
    await held?.release();
    expect(await leases.acquire("t1")).toBeUndefined();
    await next?.release();
  });

  test("the lease of a process that died is free at once", async () => {
    const path = await file();
    const root = join(import.meta.dirname, "../../..");
    const script = `
      const { openDatabase } = await import("${root}/src/persistence/database.ts");
      const { createSqliteLeases } = await import("${root}/src/persistence/sqlite-leases.ts");
      await createSqliteLeases(openDatabase("${path}"), { now: () => 0 }).acquire("t1");
      process.kill(process.pid, "SIGKILL");`;
    const died = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    expect(died.signal).toBe("SIGKILL");
    const leases = createSqliteLeases(openDatabase(path), { now: () => 0 });
    expect(await leases.acquire("t1")).toBeDefined();
  });

  test("a state folder that cannot be made is a clear error", async () => {
    const blocked = join(await temporaryFolder(), "a-file");
    await writeFile(blocked, "");
    expect(() => openDatabase(join(blocked, "state.sqlite"))).toThrow(/E2B_ANALYST_HOME/);
  });
});
