import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { createLogger } from "../../../../src/logger.ts";
import { createActivity } from "../../../../src/embedded-e2b/activity.ts";
import type { BoxExitReason } from "../../../../src/embedded-e2b/box/types.ts";
import { createWarmPool } from "../../../../src/embedded-e2b/pool/warm-pool.ts";
import type { Workspace } from "../../../../src/embedded-e2b/workspace.ts";

/** A workspace whose kernel "imports" until it is told to be ready. */
function fakeWorkspace(id: string) {
  const exited = Promise.withResolvers<BoxExitReason>();
  const prepared = { skipped: [] as boolean[] };
  const workspace = {
    id,
    box: { exited: exited.promise, kill: async () => exited.resolve("killed") },
    contexts: {
      defaultOf: () => ({
        prepare: async (_code: string, skip: () => boolean) => {
          prepared.skipped.push(skip());
        },
      }),
    },
  };
  return { workspace: workspace as unknown as Workspace, exited, prepared };
}

function setUp(size: number) {
  const made: ReturnType<typeof fakeWorkspace>[] = [];
  const activity = createActivity(Date.now);
  let failures = 0;
  const pool = createWarmPool({
    size,
    open: async () => {
      if (failures > 0) {
        failures -= 1;
        throw new Error("no box");
      }
      const fake = fakeWorkspace(`w${made.length}`);
      made.push(fake);
      return fake.workspace;
    },
    activity,
    quietMs: 2000,
    patienceMs: 20_000,
    now: Date.now,
    logger: createLogger("silent"),
  });
  return { pool, made, activity, failNext: (count: number) => (failures = count) };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe("a pool", () => {
  test("is filled at once", async () => {
    const { made } = setUp(2);
    await jest.advanceTimersByTimeAsync(0);
    expect(made).toHaveLength(2);
    expect(made[0]?.prepared.skipped).toEqual([false]);
  });

  test("of size 0 has nothing", async () => {
    const { pool, made } = setUp(0);
    expect(await pool.take()).toBeUndefined();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(made).toHaveLength(0);
  });

  test("hands each workspace out once", async () => {
    const { pool } = setUp(2);
    const taken = await Promise.all([pool.take(), pool.take(), pool.take()]);
    expect(taken.map((workspace) => workspace?.id)).toEqual(["w0", "w1", undefined]);
  });

  test("hands out one that is still starting, and skips what it was to prepare", async () => {
    const { pool, made } = setUp(1);
    expect((await pool.take())?.id).toBe("w0");
    await jest.advanceTimersByTimeAsync(0);
    expect(made[0]?.prepared.skipped).toEqual([true]);
  });

  test("is filled again when nothing has run for a while", async () => {
    const { pool, made, activity } = setUp(1);
    await pool.take();
    const end = activity.begin();
    await jest.advanceTimersByTimeAsync(5000);
    expect(made).toHaveLength(1);
    end();
    await jest.advanceTimersByTimeAsync(1500);
    expect(made).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1500);
    expect(made).toHaveLength(2);
  });

  test("is filled in the end also where something always runs", async () => {
    const { pool, made, activity } = setUp(1);
    await pool.take();
    activity.begin();
    await jest.advanceTimersByTimeAsync(25_000);
    expect(made).toHaveLength(2);
  });

  test("replaces a workspace that died", async () => {
    const { pool, made } = setUp(1);
    await jest.advanceTimersByTimeAsync(0);
    made[0]?.exited.resolve("died");
    await jest.advanceTimersByTimeAsync(5000);
    expect((await pool.take())?.id).toBe("w1");
  });

  test("tries again later when a workspace could not be made", async () => {
    const { pool, failNext, made } = setUp(1);
    await pool.take();
    failNext(1);
    await jest.advanceTimersByTimeAsync(5000);
    expect(made).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(60_000);
    expect((await pool.take())?.id).toBe("w1");
  });

  test("kills what it has when it is closed, and makes nothing more", async () => {
    const { pool, made } = setUp(2);
    await jest.advanceTimersByTimeAsync(0);
    await pool.close();
    await expect(Promise.all(made.map(({ exited }) => exited.promise))).resolves.toEqual([
      "killed",
      "killed",
    ]);
    await jest.advanceTimersByTimeAsync(120_000);
    expect(made).toHaveLength(2);
    expect(jest.getTimerCount()).toBe(0);
  });
});
