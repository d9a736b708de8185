import type { Readable } from "node:stream";
import type { PythonEnvironment } from "../environment/types.ts";
import type { NetworkPolicy } from "../relay/network-policy.ts";
import type { ListenPoint } from "../relay/points.ts";
import type { Reach } from "../relay/reach.ts";

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
  /** What it may reach outside; a box without isolation has the host's network whatever this says. */
  readonly network: NetworkPolicy;
  /** How its relay gets outside; directly when absent. */
  readonly reach?: Reach;
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
  readonly limits: BoxLimits;
  readonly agent: Agent;
  /** The user's home as processes in the box see it: `/home/user` unless isolation is off. */
  readonly home: string;
  /** The folder for sockets as processes in the box see it. */
  readonly socketDirInside: string;
  /**
   * A path of this process by which a socket in that folder is reached. The name in the folder can
   * be a link that code in the box has put there; this path leads to the very socket that was
   * checked, and nowhere else. Raises ENOENT while there is no such socket.
   */
  pinSocket(name: string): PinnedSocket;
  readonly exited: Promise<BoxExitReason>;
  kill(): Promise<void>;
  /** Stops and continues every process (SIGSTOP or the cgroup freezer): pause with memory. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Changes variables of processes started from now on. */
  setEnvs(envs: Readonly<Record<string, string>>): void;
  /** Changes what may be reached; connections that are not allowed any more are closed. */
  setNetwork(policy: NetworkPolicy): Promise<void>;
  metrics(): Promise<BoxMetrics>;
  /** True when memory pressure killed a process in this box since the last call. */
  takeOutOfMemory(): boolean;
  /** True while more is stored than allowed: every write to a file in the box fails with EFBIG. */
  diskFull(): boolean;
}

export interface PinnedSocket {
  /** Short enough for a socket address, valid until `release`. */
  readonly path: string;
  release(): void;
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
  readonly exited: boolean;
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
  /** Resolves when the chunk has left this process; slow when nobody reads the input. */
  write(chunk: Buffer): Promise<void>;
  /** Stops and goes on reading the output; the process waits when its pipe is full. */
  pause(): void;
  resume(): void;
  closeStdin(): void;
  resize(size: { cols: number; rows: number }): void;
  /** Signals the whole process group. */
  signal(signal: "SIGTERM" | "SIGKILL" | "SIGINT"): Promise<void>;
}

export interface AgentEntry {
  readonly name: string;
  readonly path: string;
  /** For a link, type and mode are its target's; `symlink` is one that leads nowhere. */
  readonly type: "file" | "dir" | "symlink" | "other";
  readonly size: number;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** Milliseconds since the epoch. */
  readonly modifiedMs: number;
  readonly symlinkTarget?: string;
  /** The caller's own words about a file, kept as extended attributes. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A file, or the part of it from `start` on, on its way out. */
export interface ReadFile {
  readonly entry: AgentEntry;
  /** Of the whole file. */
  readonly size: number;
  readonly start: number;
  readonly length: number;
  readonly body: Readable;
}

export interface WatchEvent {
  readonly type: "create" | "write" | "remove" | "rename" | "chmod";
  /** Relative to the watched folder. */
  readonly name: string;
  readonly entry?: AgentEntry;
}

export interface Watch {
  /** Resolves after `close`; rejects when the watch broke. */
  readonly ended: Promise<void>;
  close(): void;
}

/**
 * Does everything that touches the box's files and processes from inside it, so that a link in
 * the home leads nowhere else. Relative paths and `~` count from the home. Calls raise `AgentFault`.
 */
export interface Agent {
  start(spec: ProcessSpec, events: ProcessEvents): Promise<AgentProcess>;
  /** Listens at these points, and at no other ones any more. */
  listen(points: readonly ListenPoint[]): Promise<void>;
  stat(path: string): Promise<AgentEntry>;
  list(path: string, depth: number): Promise<AgentEntry[]>;
  makeDir(path: string): Promise<AgentEntry>;
  move(source: string, destination: string): Promise<AgentEntry>;
  remove(path: string): Promise<void>;
  /** A negative start counts from the end. Raises `invalid_argument` for a range beyond the end. */
  read(path: string, range?: { start: number; end?: number }): Promise<ReadFile>;
  /** A body that breaks off leaves what was there before. */
  write(
    path: string,
    body: Readable,
    metadata?: Readonly<Record<string, string>>,
  ): Promise<AgentEntry>;
  watch(
    path: string,
    options: { recursive: boolean; withEntry: boolean },
    onEvents: (events: WatchEvent[]) => void,
  ): Promise<Watch>;
}
