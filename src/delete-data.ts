import { AnalystError } from "../tools/errors.ts";
import type { Caller } from "../tools/ports/caller.ts";
import type { FileStore } from "../tools/ports/file-store.ts";
import type { SandboxPool } from "../tools/ports/sandbox.ts";
import type { Words } from "../tools/words.ts";
import type { Persistence } from "./persistence/persistence.ts";
import { threadNotFound } from "./persistence/record-errors.ts";
import { takeThread } from "./take-thread.ts";

export interface DeletionParts extends Pick<
  Persistence,
  "threads" | "runs" | "apiObjects" | "assistants" | "leases" | "checkpointer"
> {
  readonly files: Pick<FileStore, "removeThread" | "removeAll">;
  readonly sandboxes: Pick<SandboxPool, "release">;
}

/** What is gone, in numbers. */
export interface Deleted {
  readonly threads: number;
  readonly runs: number;
  /** Uploads and artifacts. */
  readonly files: number;
  readonly sandboxes: number;
  readonly assistants: number;
  /** Threads whose sandbox could not be asked for: it ends with its life. */
  readonly sandboxesLeft: readonly string[];
  /** Threads that a run was working on: they are as they were. */
  readonly busy: readonly string[];
}

const NOTHING: Deleted = {
  threads: 0,
  runs: 0,
  files: 0,
  sandboxes: 0,
  assistants: 0,
  sandboxesLeft: [],
  busy: [],
};

const sum = (a: Deleted, b: Deleted): Deleted => ({
  threads: a.threads + b.threads,
  runs: a.runs + b.runs,
  files: a.files + b.files,
  sandboxes: a.sandboxes + b.sandboxes,
  assistants: a.assistants + b.assistants,
  sandboxesLeft: [...a.sandboxesLeft, ...b.sandboxesLeft],
  busy: [...a.busy, ...b.busy],
});

/** Deletes what is a caller's, everywhere; another user's is not found. */
export function createDeletion(parts: DeletionParts) {
  const { threads, runs, apiObjects, assistants, leases, checkpointer, files, sandboxes } = parts;

  const releaseSandbox = async (caller: Caller, threadId: string): Promise<number | undefined> => {
    const record = await threads.find(caller, threadId);
    try {
      // Also where none is noted: the process that made one may have died before it could.
      return await sandboxes.release(caller, threadId);
    } catch (error) {
      if (!AnalystError.isInstance(error)) throw error;
      return record?.sandboxId === undefined ? 0 : undefined;
    }
  };

  /** Raises `not_found`, or `thread_busy` while a run works on it. */
  const deleteThread = async (caller: Caller, threadId: string): Promise<Deleted> => {
    if ((await threads.find(caller, threadId)) === undefined) throw threadNotFound();
    const lease = await takeThread(leases, threadId, {});
    try {
      const killed = await releaseSandbox(caller, threadId);
      await checkpointer.deleteThread(threadId);
      const removed = await files.removeThread(caller, threadId);
      const { length } = await runs.listThread(caller, threadId);
      await runs.removeThread(caller, threadId);
      await apiObjects.removeThread(caller, threadId);
      // Last: what broke off half-way is found again by it.
      await threads.remove(caller, threadId);
      return {
        ...NOTHING,
        threads: 1,
        runs: length,
        files: removed,
        sandboxes: killed ?? 0,
        sandboxesLeft: killed === undefined ? [threadId] : [],
      };
    } finally {
      await lease.release();
    }
  };

  const deleteUnlessBusy = async (caller: Caller, threadId: string): Promise<Deleted> => {
    try {
      return await deleteThread(caller, threadId);
    } catch (error) {
      if (!AnalystError.isInstance(error)) throw error;
      if (error.code === "thread_busy") return { ...NOTHING, busy: [threadId] };
      // Somebody else deleted it in this moment.
      if (error.code === "not_found") return NOTHING;
      throw error;
    }
  };

  return {
    deleteThread,
    /** All threads, files and assistants of the caller. */
    async deleteUser(caller: Caller): Promise<Deleted> {
      let deleted = NOTHING;
      for (const { threadId } of await threads.list(caller))
        deleted = sum(deleted, await deleteUnlessBusy(caller, threadId));
      // Those of a thread at work stay with it.
      const rest = deleted.busy.length === 0 ? await files.removeAll(caller) : 0;
      let gone = 0;
      for (const { assistantId, author } of await assistants.list(caller))
        if (author === caller.userId && (await assistants.remove(caller, assistantId))) gone += 1;
      return sum(deleted, { ...NOTHING, files: rest, assistants: gone });
    },
  };
}

export type Deletion = ReturnType<typeof createDeletion>;

/** What was deleted, as a sentence for people. */
export function deletedWords(deleted: Deleted): Words {
  const { threads, runs, files, sandboxes, assistants, sandboxesLeft, busy } = deleted;
  const left = sandboxesLeft.join(", ");
  const working = busy.join(", ");
  return {
    en: [
      `Deleted: ${threads} conversation(s), ${runs} run(s), ${files} file(s), ${sandboxes} sandbox(es), ${assistants} assistant(s).`,
      ...(left === "" ? [] : [`The sandbox of ${left} could not be reached: it ends by itself.`]),
      ...(working === "" ? [] : [`Not deleted, since a run is working on it: ${working}.`]),
    ].join(" "),
    zh: [
      `已删除：会话 ${threads} 个、运行 ${runs} 次、文件 ${files} 个、沙箱 ${sandboxes} 个、助手 ${assistants} 个。`,
      ...(left === "" ? [] : [`无法连接 ${left} 的沙箱：它会自行结束。`]),
      ...(working === "" ? [] : [`未删除（正有运行在进行）：${working}。`]),
    ].join(""),
  };
}
