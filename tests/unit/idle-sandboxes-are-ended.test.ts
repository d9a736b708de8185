import { expect, test } from "@jest/globals";
import type { ThreadRecord } from "../../src/persistence/records/thread-records.ts";
import { createTidying, tidySandboxes, type TidyingParts } from "../../src/tidy-sandboxes.ts";
import { AnalystError } from "../../tools/errors.ts";

const DAY = 86_400_000;
const NOW = 100 * DAY;
const record = (threadId: string, daysAgo: number): ThreadRecord => ({
  threadId,
  userId: "ann",
  sandboxId: `s-${threadId}`,
  createdAt: new Date(0),
  lastUsedAt: new Date(NOW - daysAgo * DAY),
});

/** Threads that are idle by the query; `now` is what each is when it is looked at. */
function parts(idle: ThreadRecord[], now: ThreadRecord[] = idle, held: string[] = []) {
  const released: string[] = [];
  const cleared: string[] = [];
  const asked: Date[] = [];
  const given: string[] = [];
  let at = NOW;
  const whole = {
    threads: {
      idle: async (before: Date) => {
        asked.push(before);
        return idle;
      },
      find: async (_: unknown, id: string) => now.find(({ threadId }) => threadId === id),
      setSandbox: async (_: unknown, id: string) => void cleared.push(id),
    },
    leases: {
      acquire: async (id: string) =>
        held.includes(id) ? undefined : { release: async () => void given.push(id) },
    },
    sandboxes: {
      release: async ({ userId }: { userId: string }, id: string) => {
        released.push(`${userId}/${id}`);
        if (id === "down") throw new AnalystError("sandbox_unavailable", { en: "", zh: "" });
        return 1;
      },
    },
    clock: { now: () => at },
    logger: { warn: () => undefined },
    keepMs: 7 * DAY,
  } as unknown as TidyingParts;
  return { parts: whole, released, cleared, asked, given, pass: (ms: number) => (at += ms) };
}

test("what nobody has used for long is ended, and its thread forgets it", async () => {
  const { parts: whole, released, cleared, asked, given } = parts([record("a", 9), record("b", 8)]);
  expect(await tidySandboxes(whole)).toBe(2);
  expect(asked).toEqual([new Date(NOW - 7 * DAY)]);
  expect([released, cleared, given]).toEqual([
    ["ann/a", "ann/b"],
    ["a", "b"],
    ["a", "b"],
  ]);
});

test("a thread in use, or used or deleted meanwhile, is left alone", async () => {
  const { sandboxId: _, ...without } = record("cleared", 9);
  const idle = ["held", "used", "cleared", "deleted"].map((id) => record(id, 9));
  const now = [record("held", 9), record("used", 0), without];
  const { parts: whole, released, cleared } = parts(idle, now, ["held"]);
  expect(await tidySandboxes(whole)).toBe(0);
  expect([released, cleared]).toEqual([[], []]);
});

test("a service that does not answer is asked once, and the id stays", async () => {
  const { parts: whole, released, cleared, given } = parts([record("down", 9), record("b", 9)]);
  expect(await tidySandboxes(whole)).toBe(0);
  expect([released, cleared, given]).toEqual([["ann/down"], [], ["down"]]);
});

test("it is done now and then, not after each run", async () => {
  const { parts: whole, asked, pass } = parts([]);
  const tidying = createTidying(whole);
  for (const ms of [0, 60_000, 3_600_000]) {
    pass(ms);
    tidying.now();
    await tidying.settled();
  }
  expect(asked).toHaveLength(2);
});
