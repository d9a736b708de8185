import type { Caller } from "../tools/ports/caller.ts";
import type { PostedConversation } from "./branches/posted-conversation.ts";
import type { Upload } from "./uploads.ts";
import type { Deletion } from "./delete-data.ts";
import type { AssistantService } from "./assistants/assistant-service.ts";
import type { RunEvent } from "../graphs/analyst/events.ts";

/** One question for the engine, from whichever way in. */
export interface RunRequest {
  readonly question: string;
  /** Files to hand to the sandbox. */
  readonly files: readonly Upload[];
  /** Continues a conversation; a new one otherwise. */
  readonly threadId?: string;
  readonly caller: Caller;
  /** The assistant that answers; absent: the analyst with the installation's settings. */
  readonly assistantId?: string;
  readonly model?: string;
  /** Seconds per cell; 0 = no limit; undefined = the configured default. */
  readonly cellTimeoutS?: number;
  /** What a client adds to the standing instructions. */
  readonly instructions?: string;
  /** The conversation as a client has it; absent: the thread goes on from where it stands. */
  readonly conversation?: PostedConversation;
  /** Milliseconds to wait for a run that works on the thread; 0 = none. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
}

/** Everything an entry point needs: the engine, and the end of it. */
export interface Runtime {
  /** The last event is always `run.finished`; the iterator raises only for faults before the run starts. */
  run(request: RunRequest): AsyncIterable<RunEvent>;
  readonly assistants: AssistantService;
  readonly deletion: Deletion;
  close(): Promise<void>;
}
