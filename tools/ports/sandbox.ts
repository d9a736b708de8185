import type { Words } from "../words.ts";
import type { Caller } from "./caller.ts";

/**
 * What tools and graph need of a sandbox. `sandbox/e2b.ts` implements it over the E2B SDK, for the
 * cloud and the embedded server alike; tests pass scripted doubles.
 */

/** Where relative paths of a sandbox start, and where cells run. */
export const WORKING_FOLDER = "/home/user";

/** One picture that a cell showed, as bytes. */
export interface CellImage {
  readonly mime: "image/png" | "image/jpeg" | "image/svg+xml";
  readonly bytes: Uint8Array;
}

/** One rich result of a cell: a displayed object or the value of its last expression. */
export interface CellResult {
  /** True for the value of the last expression, false for `display(...)` and figures. */
  readonly isMain: boolean;
  readonly text?: string;
  readonly html?: string;
  readonly markdown?: string;
  readonly latex?: string;
  readonly json?: unknown;
  /** A DataFrame as column lists, capped by the kernel's formatter. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** What the chart shows as data, where the kernel could tell. */
  readonly chart?: unknown;
  readonly images: readonly CellImage[];
}

/** The exception a cell ended with; `traceback` is plain text without colours. */
export interface CellError {
  readonly name: string;
  readonly value: string;
  readonly traceback: string;
  /** The sentence for a person, where it is ours and not the kernel's. */
  readonly words?: Words;
}

/**
 * How a cell ended. `ok` and `error` are the kernel's own word. `timeout` and `cancelled`: the
 * kernel was interrupted and keeps its variables. `kernel_died`: variables are gone, files stay.
 */
export type CellStatus = "ok" | "error" | "timeout" | "cancelled" | "kernel_died";

export interface CellExecution {
  readonly status: CellStatus;
  /** Set for every status but `ok`. */
  readonly error?: CellError;
  /** Text as printed, blanks and line breaks kept; the middle is cut out beyond some MB, with a note. */
  readonly stdout: string;
  readonly stderr: string;
  readonly results: readonly CellResult[];
  readonly durationMs: number;
  /** For `kernel_died`: the kernel was killed for using too much memory, where that is known. */
  readonly outOfMemory?: boolean;
  /** The variables are gone: always with `kernel_died`, else when only a restart could end the cell. */
  readonly variablesLost?: boolean;
}

export interface RunCellOptions {
  /** Milliseconds until the kernel is interrupted; 0 = no limit. */
  readonly timeoutMs: number;
  /** Aborting interrupts the kernel; the promise then resolves with `cancelled`. */
  readonly signal?: AbortSignal;
  readonly onStdout?: (text: string) => void;
  readonly onStderr?: (text: string) => void;
  readonly onResult?: (result: CellResult) => void;
}

export interface FileEntry {
  readonly name: string;
  /** Absolute path in the sandbox. */
  readonly path: string;
  readonly type: "file" | "dir";
  /** Bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly modifiedAt?: string;
}

/** Files of a sandbox. Relative paths count from `/home/user`. */
export interface SandboxFiles {
  write(path: string, body: string | Uint8Array | ReadableStream<Uint8Array>): Promise<void>;
  /** Raises `file_not_found` when there is none. */
  read(path: string): Promise<ReadableStream<Uint8Array>>;
  /** Undefined when there is none. */
  stat(path: string): Promise<FileEntry | undefined>;
  list(path: string, depth?: number): Promise<FileEntry[]>;
  remove(path: string): Promise<void>;
}

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A live sandbox. Methods raise `AnalystError` with `sandbox_lost` when it is gone (killed,
 * expired, connection torn) and `sandbox_unavailable` when the service cannot be reached.
 */
export interface Sandbox {
  readonly id: string;
  readonly files: SandboxFiles;
  /**
   * Its kernel was started anew and has not what the thread's cells had made; files are there. Holds,
   * over all processes, until somebody says that it is restored: who began that may have died.
   */
  readonly lacksVariables: boolean;
  variablesRestored(): Promise<void>;
  /** Resolves also when the code failed. One cell at a time. */
  runCell(code: string, options: RunCellOptions): Promise<CellExecution>;
  runCommand(
    command: string,
    options?: { timeoutMs?: number; signal?: AbortSignal },
  ): Promise<CommandOutcome>;
}

/** An address outside that a sandbox may reach though the internet is closed to it. */
export interface OpenAddress {
  readonly host: string;
  readonly port: number;
}

/** How the sandbox of a thread is to be, beside its template; a running one is brought up to it. */
export interface SandboxSetup {
  /** Environment variables of the code, by name; the only place where secrets are in clear. */
  readonly envs: Readonly<Record<string, string>>;
  /** HTTP and HTTPS to anywhere but private addresses. */
  readonly internet: boolean;
  readonly addresses: readonly OpenAddress[];
  /** What becomes of it when its life ends unused. */
  readonly onIdle: "kill" | "pause";
  /** What must not leave it in any form: `redact/` takes it out of all that comes back. */
  readonly secrets?: readonly string[];
}

export const PLAIN_SETUP: SandboxSetup = {
  envs: {},
  internet: false,
  addresses: [],
  onIdle: "kill",
};

export interface AcquireRequest {
  readonly threadId: string;
  readonly caller: Caller;
  /** The sandbox this thread had, when it had one. */
  readonly sandboxId?: string;
  readonly template?: string;
  /** Absent: `PLAIN_SETUP`. */
  readonly setup?: SandboxSetup;
  readonly signal?: AbortSignal;
}

/**
 * `created`: the thread had none. `reused`: still live in this process. `resumed`: connected by
 * id. `replaced`: the known one is gone and this one is empty; files and variables are the
 * caller's to restore.
 */
export type AcquireStatus = "created" | "reused" | "resumed" | "replaced";

export interface AcquiredSandbox {
  readonly sandbox: Sandbox;
  readonly status: AcquireStatus;
}

/** The sandboxes of all threads: one live handle per thread, never part of the state. */
export interface SandboxPool {
  acquire(request: AcquireRequest): Promise<AcquiredSandbox>;
  /** The live handle of a thread, without asking anybody; undefined when this process has none. */
  live(threadId: string): Sandbox | undefined;
  /** Forgets a handle that turned out dead, so that the next `acquire` looks again. */
  forget(threadId: string): void;
  kill(sandboxId: string): Promise<boolean>;
  /** Kills whatever sandboxes a thread has, recorded or not; their number. */
  release(caller: Caller, threadId: string): Promise<number>;
}
