import type { StopReason } from "../../../graphs/analyst/stop-reasons.ts";
import type { Usage } from "../../../graphs/analyst/events.ts";
import type { Caller } from "../../../tools/ports/caller.ts";

/**
 * Where a run stands in its conversation, which a client may branch: checkpoints, and digests of
 * what was asked and shown, by which a posted history is recognised.
 */
export interface RunTurn {
  /** The end of the turn that it continues; absent at the conversation's beginning. */
  readonly parent?: string;
  /** Its own end; absent while it runs, and when its process died. */
  readonly end?: string;
  readonly question: string;
  readonly answer?: string;
  /** Tells the same request sent again from a new one. */
  readonly request?: string;
}

/** One answered question; a run whose process died stays `running` until the thread's next run. */
export interface RunRecord {
  readonly runId: string;
  readonly threadId: string;
  readonly userId: string;
  readonly tenantId?: string;
  readonly assistantId?: string;
  readonly status: "running" | "finished" | "failed" | "abandoned";
  readonly stopReason?: StopReason;
  readonly usage?: Usage;
  readonly error?: { readonly code: string; readonly message: string };
  readonly turn?: RunTurn;
  readonly startedAt: Date;
  readonly finishedAt?: Date;
}

export type RunEnd = Pick<RunRecord, "stopReason" | "usage" | "error" | "turn"> & {
  readonly status: Exclude<RunRecord["status"], "running">;
};

/** A caller's own runs; another user's are not found. */
export interface RunRecords {
  /** Marks what the thread left `running` as `abandoned`: whoever starts holds the thread's lease. */
  start(
    caller: Caller,
    run: Pick<RunRecord, "runId" | "threadId" | "assistantId" | "turn">,
  ): Promise<RunRecord>;
  /** `turn` takes the place of the one given at the start. */
  finish(caller: Caller, runId: string, end: RunEnd): Promise<void>;
  find(caller: Caller, runId: string): Promise<RunRecord | undefined>;
  /** The newest first. */
  listThread(caller: Caller, threadId: string): Promise<RunRecord[]>;
  removeThread(caller: Caller, threadId: string): Promise<void>;
}
