import type { PythonEnvironment } from "../environment/types.ts";

/** Bounds of one box. Sizes in MiB. */
export interface BoxLimits {
  readonly memoryMb: number;
  readonly diskMb: number;
  readonly fileMb: number;
  readonly processes: number;
}

export interface BoxOptions {
  readonly id: string;
  readonly environment: PythonEnvironment;
  readonly limits: BoxLimits;
  readonly internet: boolean;
  /** The sandbox's own variables, seen by kernels and commands. */
  readonly envs: Readonly<Record<string, string>>;
  readonly isolation: "bwrap" | "none";
  /** Host folder for homes and sockets of all boxes. */
  readonly stateDir: string;
}

export type BoxExitReason = "killed" | "out_of_memory" | "disk_full" | "died";

export interface BoxMetrics {
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly processes: number;
  readonly cpuSeconds: number;
}

/** One isolated process tree: bubblewrap around an agent that starts everything else in it. */
export interface Box {
  readonly id: string;
  readonly agent: Agent;
  /** Host path of the folder with the box's sockets, and the path of the same folder inside. */
  readonly socketDir: string;
  readonly socketDirInside: string;
  readonly exited: Promise<BoxExitReason>;
  kill(): Promise<void>;
  /** Stops and continues every process (SIGSTOP or the cgroup freezer): pause with memory. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Changes variables of processes started from now on. */
  setEnvs(envs: Readonly<Record<string, string>>): void;
  metrics(): Promise<BoxMetrics>;
  /** True when memory pressure killed a process in this box since the last call. */
  takeOutOfMemory(): boolean;
}

export interface ProcessSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly envs?: Readonly<Record<string, string>>;
  readonly stdin?: boolean;
  readonly pty?: { cols: number; rows: number };
  readonly tag?: string;
}

export interface ProcessEnd {
  /** -1 when ended by a signal. */
  readonly exitCode: number;
  /** As Go prints it: `exit status 3`, `signal: killed`. */
  readonly status: string;
  readonly error?: string;
}

export interface ProcessEvents {
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
  readonly onPty?: (chunk: Buffer) => void;
}

export interface AgentProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  write(chunk: Buffer): void;
  closeStdin(): void;
  resize(size: { cols: number; rows: number }): void;
  /** Signals the whole process group. */
  signal(signal: "SIGTERM" | "SIGKILL" | "SIGINT"): Promise<void>;
}

export interface AgentEntry {
  readonly name: string;
  readonly path: string;
  readonly type: "file" | "dir" | "symlink" | "other";
  readonly size: number;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** Milliseconds since the epoch. */
  readonly modifiedMs: number;
  readonly symlinkTarget?: string;
}

/** Raised by agent calls, with the code of E2B's RPC errors. */
export interface AgentFault {
  readonly code:
    | "not_found"
    | "already_exists"
    | "invalid_argument"
    | "permission_denied"
    | "resource_exhausted"
    | "internal";
  readonly message: string;
}

/** Does everything that touches the box's files and processes from inside it, so that a link in the home leads nowhere else. */
export interface Agent {
  start(spec: ProcessSpec, events: ProcessEvents): Promise<AgentProcess>;
  stat(path: string): Promise<AgentEntry>;
  list(path: string, depth: number): Promise<AgentEntry[]>;
  makeDir(path: string): Promise<AgentEntry>;
  move(source: string, destination: string): Promise<AgentEntry>;
  remove(path: string): Promise<void>;
  read(
    path: string,
    range?: { start: number; end?: number },
  ): Promise<{ entry: AgentEntry; body: NodeJS.ReadableStream }>;
  write(path: string, body: NodeJS.ReadableStream): Promise<AgentEntry>;
}
