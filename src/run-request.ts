import type { Caller } from "../tools/ports/caller.ts";
import type { RunEvent } from "../graphs/analyst/events.ts";

/** One question for the engine, from whichever way in. */
export interface RunRequest {
  readonly question: string;
  /** Host paths of files to hand to the sandbox. */
  readonly files: readonly string[];
  /** Continues a conversation; a new one otherwise. */
  readonly threadId?: string;
  readonly caller: Caller;
  /** The assistant that answers; absent: the analyst with the installation's settings. */
  readonly assistantId?: string;
  readonly model?: string;
  /** Seconds per cell; 0 = no limit; undefined = the configured default. */
  readonly cellTimeoutS?: number;
  readonly signal?: AbortSignal;
}

/** Everything an entry point needs: the engine, and the end of it. */
export interface Runtime {
  /** The last event is always `run.finished`; the iterator raises only for faults before the run starts. */
  run(request: RunRequest): AsyncIterable<RunEvent>;
  close(): Promise<void>;
}
