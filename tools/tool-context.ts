import type { PolicyLevel } from "./sandbox/code-policy/check-code.ts";
import type { AllowedLibraries } from "./sandbox/code-policy/allowed-libraries.ts";
import type { ToolArtifact } from "./observation.ts";
import type { Caller } from "./ports/caller.ts";
import type { FileStore } from "./ports/file-store.ts";
import type { CellResult, Sandbox } from "./ports/sandbox.ts";

/** Told while a tool works. */
export interface ToolCallbacks {
  readonly stdout?: (text: string) => void;
  readonly stderr?: (text: string) => void;
  readonly result?: (result: CellResult) => void;
  readonly artifact?: (artifact: ToolArtifact) => void;
}

/** What a tool needs beside its arguments. */
export interface ToolContext {
  readonly sandbox: Sandbox;
  readonly store: FileStore;
  readonly caller: Caller;
  readonly threadId: string;
  /** Names the files that the call makes. */
  readonly cellId: string;
  /** Milliseconds until the kernel is interrupted; 0 = no limit. */
  readonly cellTimeoutMs: number;
  readonly codePolicy: PolicyLevel;
  /** Absent: code may import whatever is there. */
  readonly allowedLibraries?: AllowedLibraries;
  /** Look for files that the code writes; it costs two listings of the working folder. */
  readonly watchFiles: boolean;
  readonly signal?: AbortSignal;
  readonly on?: ToolCallbacks;
}
