import { AnalystError } from "../tools/errors.ts";
import type { Clock } from "../tools/ports/clock.ts";
import type { Caller } from "../tools/ports/caller.ts";
import type { SandboxPool } from "../tools/ports/sandbox.ts";
import type { Logger } from "./logger.ts";
import type { Persistence } from "./persistence/persistence.ts";
import type { ThreadRecord } from "./persistence/records/thread-records.ts";

export interface TidyingParts extends Pick<Persistence, "threads" | "leases"> {
  readonly sandboxes: Pick<SandboxPool, "release">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
  /** Milliseconds that a thread may be unused and keep its sandbox, which is paused or gone by then. */
  readonly keepMs: number;
}

const BATCH = 100;
const PAUSE_MS = 3_600_000;

/**
 * Ends the sandboxes of threads that nobody has used for long: a paused one would stay for ever. A
 * thread in use is left alone. The number of sandboxes that were ended.
 */
export async function tidySandboxes(parts: TidyingParts): Promise<number> {
  const { threads, leases, sandboxes, clock, logger } = parts;
  const before = new Date(clock.now() - parts.keepMs);

  const tidy = async ({ userId, tenantId, threadId }: ThreadRecord): Promise<number> => {
    const caller: Caller = { userId, tenantId, isAdmin: false, groups: [] };
    const lease = await leases.acquire(threadId);
    if (lease === undefined) return 0;
    try {
      const record = await threads.find(caller, threadId);
      if (record?.sandboxId === undefined || record.lastUsedAt >= before) return 0;
      const ended = await sandboxes.release(caller, threadId);
      await threads.setSandbox(caller, threadId, undefined);
      return ended;
    } finally {
      await lease.release();
    }
  };

  let ended = 0;
  for (const record of await threads.idle(before, BATCH)) {
    try {
      ended += await tidy(record);
    } catch (error) {
      if (!AnalystError.isInstance(error)) throw error;
      // The service does not answer: the others would not fare better.
      logger.warn({ err: error, threadId: record.threadId }, "idle sandboxes could not be ended");
      break;
    }
  }
  return ended;
}

/** Tidies beside the work, now and then; `settled` is to be awaited before the parts are closed. */
export function createTidying(parts: TidyingParts): { now(): void; settled(): Promise<void> } {
  let last = -Infinity;
  let work: Promise<unknown> = Promise.resolve();
  return {
    now() {
      if (parts.clock.now() - last < PAUSE_MS) return;
      last = parts.clock.now();
      work = tidySandboxes(parts).catch((error: unknown) => {
        parts.logger.warn({ err: error }, "idle sandboxes could not be looked for");
      });
    },
    settled: async () => void (await work),
  };
}
