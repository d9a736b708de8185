import type { BaseMessage } from "@langchain/core/messages";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type { AnalystStateType } from "../../graphs/analyst/state.ts";
import type { SandboxPool } from "../../tools/ports/sandbox.ts";
import type { Language } from "../../tools/words.ts";
import type { RunRecord, RunRecords, RunTurn } from "../persistence/records/run-records.ts";
import type { RunRequest } from "../run-request.ts";
import { findBranch, type Branch } from "./find-branch.ts";
import { digest } from "./posted-conversation.ts";
import { unknownMessages } from "./unknown-turns.ts";

/** A checkpoint that no thread has: the graph begins at an empty state there. */
const BEGINNING = "00000000-0000-0000-0000-000000000000";

/** Where a question goes on from. */
export interface BranchEntry {
  /** Absent: from the thread's newest checkpoint. */
  readonly checkpointId?: string;
  /** To stand before the question. */
  readonly messages: BaseMessage[];
  readonly turn: RunTurn;
  /** The finished run of the very same request. */
  readonly done?: RunRecord;
}

export interface BranchParts {
  readonly checkpointer: BaseCheckpointSaver;
  readonly runs: RunRecords;
  readonly sandboxes: SandboxPool;
  readonly readState: (threadId: string, checkpointId: string) => Promise<AnalystStateType>;
}

/** What stands in the kernel, by the calls that put it there. */
const inKernel = ({ sandboxId, cells }: Partial<AnalystStateType>) =>
  JSON.stringify([sandboxId, (cells ?? []).map(({ toolCallId }) => toolCallId)]);

/** The branches of conversations. To be used by whoever holds the thread's lease. */
export function createBranches({ checkpointer, runs, sandboxes, readState }: BranchParts) {
  /** The newest checkpoint of a thread. */
  const head = async (threadId: string): Promise<string | undefined> => {
    const tuple = await checkpointer.getTuple({ configurable: { thread_id: threadId } });
    return tuple?.checkpoint.id;
  };

  /** A run whose process died ended where the thread stands now: nobody has gone on since. */
  const settleLost = async (
    { caller }: RunRequest,
    known: readonly RunRecord[],
    end: string | undefined,
  ): Promise<RunRecord[]> => {
    const [newest, ...others] = known;
    if (newest?.turn === undefined || newest.status !== "running" || end === undefined)
      return [...known];
    const turn = { ...newest.turn, end };
    await runs.finish(caller, newest.runId, { status: "abandoned", turn });
    return [{ ...newest, status: "abandoned", turn }, ...others];
  };

  /**
   * A sandbox is at the thread's newest checkpoint. Another branch gets a new one, where the files of
   * that branch are brought in and its cells run again.
   */
  const leaveSandbox = async (
    { caller }: RunRequest,
    threadId: string,
    now: string,
    from: string | undefined,
  ) => {
    const there = await readState(threadId, now);
    const here = from === undefined ? {} : await readState(threadId, from);
    if (there.sandboxId !== undefined && inKernel(there) !== inKernel(here))
      await sandboxes.release(caller, threadId);
  };

  return {
    head,
    async enter(request: RunRequest, threadId: string, language: Language): Promise<BranchEntry> {
      const { conversation, question } = request;
      const now = await head(threadId);
      const asked = digest(question);
      if (conversation === undefined)
        return { messages: [], turn: { parent: now, question: asked } };
      const known = await settleLost(request, await runs.listThread(request.caller, threadId), now);
      const { request: key } = conversation;
      const done = known.find(
        ({ turn, status }) => key !== undefined && turn?.request === key && status === "finished",
      );
      const { from, unknown }: Branch = findBranch(conversation, question, known);
      if (now !== undefined && from !== now && done === undefined)
        await leaveSandbox(request, threadId, now, from);
      const summary = from === undefined ? conversation.summary : undefined;
      return {
        checkpointId: from === now ? undefined : (from ?? BEGINNING),
        messages: unknownMessages(unknown, summary, language),
        turn: { parent: from, question: asked, request: key },
        done,
      };
    },
  };
}
