import { randomUUID } from "node:crypto";
import type { Clock } from "../../../tools/ports/clock.ts";
import type { Leases } from "../../../tools/ports/lease.ts";
import { isAlive, LEASE_MS, thisHost } from "../lease-holder.ts";
import type { MongoConnection } from "./connection.ts";
import { isDuplicate } from "./errors.ts";

/** Leases over all replicas. They count by the server's clock: those of machines differ. */
export function createMongoLeases({ models, serverTime }: MongoConnection, clock: Clock): Leases {
  let offset: number | undefined;
  const now = async () => {
    offset ??= (await serverTime()) - clock.now();
    return clock.now() + offset;
  };

  return {
    async acquire(threadId) {
      const { leases } = await models();
      const held = await leases.findById(threadId).lean();
      if (held?.host === thisHost() && !isAlive(held.pid))
        await leases.deleteOne({ _id: threadId, holder: held.holder });
      const holder = randomUUID();
      const at = await now();
      try {
        await leases.updateOne(
          { _id: threadId, expiresAt: { $lte: new Date(at) } },
          {
            $set: {
              holder,
              host: thisHost(),
              pid: process.pid,
              expiresAt: new Date(at + LEASE_MS),
            },
          },
          { upsert: true },
        );
      } catch (error) {
        if (isDuplicate(error)) return undefined;
        throw error;
      }
      const renew = async () => {
        const expiresAt = new Date((await now()) + LEASE_MS);
        await leases.updateOne({ _id: threadId, holder }, { $set: { expiresAt } });
      };
      // A renewal that fails is made up for by the next: the lease outlives two of them.
      const timer = setInterval(() => void renew().catch(() => undefined), LEASE_MS / 3);
      timer.unref();
      return {
        release: async () => {
          clearInterval(timer);
          // Where the server is away it runs out by itself; what the run did must not fail by it.
          await leases.deleteOne({ _id: threadId, holder }).catch(() => undefined);
        },
      };
    },
  };
}
