import { ownerKey, type Caller } from "../../tools/ports/caller.ts";
import type { Leases } from "../../tools/ports/lease.ts";
import { waitForLease } from "../../tools/wait-for-lease.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { busyStore } from "./store-errors.ts";

/** Keeps those apart who enter and remove equal bytes: one would take away what the other refers to. */
export interface Turns {
  /** One after the other for an owner, within this process: limits count what came before. */
  ofOwner<T>(caller: Caller, work: () => Promise<T>): Promise<T>;
  /** One after the other for equal bytes of an owner, over all processes that share the records. */
  ofBytes<T>(caller: Caller, sha256: string, work: () => Promise<T>): Promise<T>;
}

/** Without leases only this process is kept in order. */
export function createTurns(leases: Leases | undefined): Turns {
  const inTurn = oneAtATime();
  return {
    ofOwner: async (caller, work) => inTurn(ownerKey(caller), work),
    async ofBytes(caller, sha256, work) {
      // The slashes keep it apart from every id of a thread.
      const name = `bytes/${ownerKey(caller)}/${sha256}`;
      const lease = leases && (await waitForLease(leases, name, busyStore));
      try {
        return await work();
      } finally {
        await lease?.release();
      }
    },
  };
}
