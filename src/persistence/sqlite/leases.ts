import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import type { Leases } from "../../../tools/ports/lease.ts";
import { isAlive, LEASE_MS, thisHost } from "../lease-holder.ts";
import type { SqliteDatabase } from "./database.ts";

const Row = z.object({ holder: z.string(), host: z.string(), pid: z.number() });

/**
 * Where the file is busy, a renewal is made up for by the next, and a lease runs out
 * by itself: what the run did must not fail by it, nor the process.
 */
function quietly(work: () => unknown): void {
  try {
    work();
  } catch {
    // As said.
  }
}

/**
 * Leases over all processes that share one SQLite file. The lease of a process of this machine that
 * died is free at once, so that a killed run does not block the next question.
 */
export function createSqliteLeases(database: SqliteDatabase, clock: Clock): Leases {
  const take = database.prepare(`
    INSERT INTO leases (thread_id, holder, host, pid, expires_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (thread_id) DO UPDATE SET holder = excluded.holder, host = excluded.host,
      pid = excluded.pid, expires_at = excluded.expires_at
    WHERE leases.expires_at <= ?`);
  const find = database.prepare("SELECT holder, host, pid FROM leases WHERE thread_id = ?");
  const renew = database.prepare(
    "UPDATE leases SET expires_at = ? WHERE thread_id = ? AND holder = ?",
  );
  const drop = database.prepare("DELETE FROM leases WHERE thread_id = ? AND holder = ?");

  const dropDead = (threadId: string) => {
    const row = Row.optional().parse(find.get(threadId));
    const isOurs = row?.host === thisHost();
    if (row !== undefined && isOurs && !isAlive(row.pid)) drop.run(threadId, row.holder);
  };

  return {
    async acquire(threadId) {
      dropDead(threadId);
      const holder = randomUUID();
      const now = clock.now();
      const taken = take.run(threadId, holder, thisHost(), process.pid, now + LEASE_MS, now);
      if (taken.changes === 0) return undefined;
      const timer = setInterval(
        () => quietly(() => renew.run(clock.now() + LEASE_MS, threadId, holder)),
        LEASE_MS / 3,
      );
      timer.unref();
      return {
        release: async () => {
          clearInterval(timer);
          quietly(() => drop.run(threadId, holder));
        },
      };
    },
  };
}
