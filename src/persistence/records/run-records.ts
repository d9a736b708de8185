import type { StopReason } from "../../../graphs/analyst/stop-reasons.ts";
import type { Usage } from "../../../graphs/analyst/events.ts";
import type { Caller } from "../../../tools/ports/caller.ts";

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
  readonly startedAt: Date;
  readonly finishedAt?: Date;
}

export type RunEnd = Pick<RunRecord, "stopReason" | "usage" | "error"> & {
  readonly status: "finished" | "failed";
};

/** A caller's own runs; another user's are not found. */
export interface RunRecords {
  /** Marks what the thread left `running` as `abandoned`: whoever starts holds the thread's lease. */
  start(
    caller: Caller,
    run: Pick<RunRecord, "runId" | "threadId" | "assistantId">,
  ): Promise<RunRecord>;
  finish(caller: Caller, runId: string, end: RunEnd): Promise<void>;
  find(caller: Caller, runId: string): Promise<RunRecord | undefined>;
  /** The newest first. */
  listThread(caller: Caller, threadId: string): Promise<RunRecord[]>;
  removeThread(caller: Caller, threadId: string): Promise<void>;
}
