import { threadNotFound } from "../../src/persistence/record-errors.ts";
import type { RunRecord, RunRecords } from "../../src/persistence/records/run-records.ts";
import type { ThreadRecord, ThreadRecords } from "../../src/persistence/records/thread-records.ts";
import { ownerKey, type Caller } from "../../tools/ports/caller.ts";

const isOwn = (record: { userId: string; tenantId?: string }, caller: Caller) =>
  ownerKey({ ...caller, ...record }) === ownerKey(caller);

/** Records of threads and runs that forget everything, for tests of the engine without a disk. */
export function createMemoryRecords(): { threads: ThreadRecords; runs: RunRecords } {
  const threads = new Map<string, ThreadRecord>();
  const runs = new Map<string, RunRecord>();
  const own = (caller: Caller, threadId: string) => {
    const record = threads.get(threadId);
    return record !== undefined && isOwn(record, caller) ? record : undefined;
  };
  return {
    threads: {
      async open(caller, threadId, facts = {}) {
        const known = threads.get(threadId);
        if (known !== undefined && !isOwn(known, caller)) throw threadNotFound();
        const { userId, tenantId } = caller;
        const now = new Date();
        const record = {
          createdAt: now,
          ...known,
          ...facts,
          threadId,
          userId,
          tenantId,
          lastUsedAt: now,
        };
        threads.set(threadId, record);
        return record;
      },
      find: async (caller, threadId) => own(caller, threadId),
      findConversation: async (caller, id) =>
        [...threads.values()].find((t) => t.conversationId === id && isOwn(t, caller)),
      list: async (caller) => [...threads.values()].filter((record) => isOwn(record, caller)),
      async setSandbox(caller, threadId, sandboxId) {
        const record = own(caller, threadId);
        if (record === undefined) throw threadNotFound();
        threads.set(threadId, { ...record, sandboxId });
      },
      remove: async (caller, threadId) =>
        own(caller, threadId) !== undefined && threads.delete(threadId),
      idle: async () => [],
    },
    runs: {
      async start({ userId, tenantId }, run) {
        const record: RunRecord = {
          ...run,
          userId,
          tenantId,
          status: "running",
          startedAt: new Date(),
        };
        runs.set(run.runId, record);
        return record;
      },
      async finish(_caller, runId, end) {
        const record = runs.get(runId);
        if (record === undefined) throw new Error(`no run ${runId}`);
        const turn = end.turn ?? record.turn;
        runs.set(runId, { ...record, ...end, turn, finishedAt: new Date() });
      },
      find: async (_caller, runId) => runs.get(runId),
      listThread: async (caller, threadId) =>
        [...runs.values()]
          .filter((run) => run.threadId === threadId && isOwn(run, caller))
          .toReversed(),
      async removeThread(_caller, threadId) {
        for (const [id, run] of runs) if (run.threadId === threadId) runs.delete(id);
      },
    },
  };
}
