import type { AgentProcess, Box, ProcessEnd, ProcessSpec } from "../../box/types.ts";
import type { ServerStream } from "../rpc/server-stream.ts";
import { dataEvent, endEvent, keepAliveEvent, startEvent, type OutputKind } from "./events.ts";

/** Input that a process does not read is kept up to here. */
const LARGEST_INPUT = 16 * 1024 * 1024;

/** A process with everybody who follows it. It goes on when nobody does. */
export interface LiveProcess {
  readonly pid: number;
  readonly spec: ProcessSpec;
  readonly ended: Promise<ProcessEnd>;
  /** Streams what comes from now on, and the end. */
  follow(stream: ServerStream): void;
  /** False when the process has too much unread input. */
  write(chunk: Buffer): Promise<boolean>;
  readonly process: AgentProcess;
}

async function tellEnd(process: AgentProcess, followers: Set<ServerStream>): Promise<void> {
  const end = endEvent(await process.ended);
  for (const stream of followers) {
    stream.send(end);
    stream.end();
  }
  followers.clear();
}

/** Starts a process with its first follower, who misses nothing. */
export async function startLiveProcess(
  box: Box,
  spec: ProcessSpec,
  first: ServerStream,
): Promise<LiveProcess> {
  const followers = new Set<ServerStream>();
  const slow = new Set<ServerStream>();
  // A short command has said all, and ended, before its start has been told.
  const early: object[] = [];
  let started: AgentProcess | undefined;
  let unread = 0;

  /** The slowest follower sets the pace, so that nothing piles up for it. */
  function pace(): void {
    if (slow.size > 0) started?.pause();
    else started?.resume();
  }

  function say(message: object): void {
    for (const stream of followers) if (!stream.send(message)) slow.add(stream);
    if (slow.size > 0) pace();
  }

  const tell = (kind: OutputKind) => (chunk: Buffer) => {
    if (started === undefined) early.push(dataEvent(kind, chunk));
    else say(dataEvent(kind, chunk));
  };

  function follow(stream: ServerStream, pid: number): void {
    followers.add(stream);
    stream.onDrain(() => {
      if (slow.delete(stream)) pace();
    });
    stream.onClose(() => {
      followers.delete(stream);
      if (slow.delete(stream)) pace();
    });
    stream.send(startEvent(pid));
    stream.keepAlive(keepAliveEvent);
  }

  const process = await box.agent.start(spec, {
    onStdout: tell("stdout"),
    onStderr: tell("stderr"),
    onPty: tell("pty"),
  });
  started = process;
  follow(first, process.pid);
  for (const message of early) say(message);
  void tellEnd(process, followers);

  return {
    pid: process.pid,
    spec,
    ended: process.ended,
    process,
    follow: (stream) => follow(stream, process.pid),
    async write(chunk) {
      if (unread + chunk.length > LARGEST_INPUT) return false;
      unread += chunk.length;
      await process.write(chunk);
      unread -= chunk.length;
      return true;
    },
  };
}
