import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, jest, test } from "@jest/globals";
import { openDatabase } from "../../../src/persistence/sqlite/database.ts";
import { createSqliteLeases } from "../../../src/persistence/sqlite/leases.ts";
import { openSqlite } from "../../../src/persistence/sqlite/open-sqlite.ts";
import { AnalystError } from "../../../tools/errors.ts";
import { localCaller } from "../../../tools/ports/caller.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { bob } from "../../helpers/callers.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const FOLDER = join(import.meta.dirname, "../../../src/persistence/sqlite");

const file = async () => join(await temporaryFolder(), "analyst.sqlite");

function faultOf(work: () => unknown): AnalystError {
  try {
    work();
  } catch (error) {
    if (AnalystError.isInstance(error)) return error;
  }
  throw new Error("no error of ours was raised");
}

/** A file as the release before records left it: conversations and leases, no version. */
function writeUnversioned(path: string): void {
  const database = new Database(path);
  database.exec(`
    CREATE TABLE leases (thread_id TEXT PRIMARY KEY, holder TEXT NOT NULL, host TEXT NOT NULL,
      pid INTEGER NOT NULL, expires_at INTEGER NOT NULL);
    CREATE TABLE checkpoints (thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL DEFAULT '',
      checkpoint_id TEXT NOT NULL, parent_checkpoint_id TEXT, type TEXT, checkpoint BLOB,
      metadata BLOB, PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id));
    INSERT INTO checkpoints (thread_id, checkpoint_id) VALUES ('old', '1'), ('old', '2');`);
  database.close();
}

describe("the SQLite file", () => {
  test("of an older release gets its records: its conversations are the machine's user's", async () => {
    const path = await file();
    writeUnversioned(path);
    const first = openSqlite(path, systemClock);
    const known = await first.threads.list(localCaller);
    expect(known.map(({ threadId }) => threadId)).toEqual(["old"]);
    await expect(first.threads.open(bob, "old")).rejects.toMatchObject({ code: "not_found" });
    await first.close();
    const again = openSqlite(path, systemClock);
    expect(await again.threads.list(localCaller)).toHaveLength(1);
    await again.close();
  });

  test("of a newer release is a clear error in both languages, and stays as it is", async () => {
    const path = await file();
    const newer = new Database(path);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    const fault = faultOf(() => openDatabase(path));
    expect(fault.code).toBe("state_unusable");
    expect(fault.say("en")).toContain("newer release");
    expect(fault.say("zh")).toContain("更新的版本");
    const after = new Database(path);
    expect(after.prepare("SELECT name FROM sqlite_master").all()).toEqual([]);
    after.close();
  });

  test("is brought up to date once when processes open it at the same time", async () => {
    const path = await file();
    writeUnversioned(path);
    const script = `
      const { openDatabase } = await import("${FOLDER}/database.ts");
      openDatabase("${path}").close();`;
    const ends = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
        const [code] = (await once(child, "close")) as [number];
        return code;
      }),
    );
    expect(ends).toEqual([0, 0, 0, 0]);
    const persistence = openSqlite(path, systemClock);
    expect(await persistence.threads.list(localCaller)).toHaveLength(1);
    await persistence.close();
  });

  test("can be read by its owner only", async () => {
    const path = await file();
    await openSqlite(path, systemClock).close();
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  test("gives the lease of a process that died free at once", async () => {
    const path = await file();
    const script = `
      const { openDatabase } = await import("${FOLDER}/database.ts");
      const { createSqliteLeases } = await import("${FOLDER}/leases.ts");
      await createSqliteLeases(openDatabase("${path}"), { now: () => 0 }).acquire("t1");
      process.kill(process.pid, "SIGKILL");`;
    const died = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    expect(died.signal).toBe("SIGKILL");
    const database = openDatabase(path);
    const lease = await createSqliteLeases(database, { now: () => 0 }).acquire("t1");
    expect(lease).toBeDefined();
    await lease?.release();
    database.close();
  });

  test("in a folder that cannot be made is a clear error", async () => {
    const blocked = join(await temporaryFolder(), "a-file");
    await writeFile(blocked, "");
    expect(() => openDatabase(join(blocked, "state.sqlite"))).toThrow(/E2B_ANALYST_HOME/);
  });

  test("that is busy ends neither the process nor the run by the run's lease", async () => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] });
    const path = await file();
    openDatabase(path).close();
    const [held, writer] = [new Database(path, { timeout: 0 }), new Database(path)];
    try {
      const lease = await createSqliteLeases(held, systemClock).acquire("t1");
      writer.exec("BEGIN IMMEDIATE");
      expect(() => jest.advanceTimersByTime(10_000)).not.toThrow();
      await expect(lease?.release()).resolves.toBeUndefined();
    } finally {
      jest.useRealTimers();
      writer.close();
      held.close();
    }
  });
});
