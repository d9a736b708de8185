import type { Socket } from "node:net";
import { constants } from "node:os";
import { AgentFault } from "../agent-fault.ts";
import type { AgentProcess, ProcessEnd, ProcessEvents } from "../types.ts";
import { gone, parseJson, readFault } from "./call.ts";
import { FrameReader, frame } from "./frames.ts";
import { encodeRequest, type AgentRequest } from "./request.ts";
import { endSchema, startedSchema } from "./schemas.ts";

const SIGNAL_WORDS: Readonly<Record<number, string>> = {
  1: "hangup",
  2: "interrupt",
  3: "quit",
  4: "illegal instruction",
  5: "trace/breakpoint trap",
  6: "aborted",
  7: "bus error",
  8: "floating point exception",
  9: "killed",
  10: "user defined signal 1",
  11: "segmentation fault",
  12: "user defined signal 2",
  13: "broken pipe",
  14: "alarm clock",
  15: "terminated",
  24: "CPU time limit exceeded",
  25: "file size limit exceeded",
  31: "bad system call",
};

/** How a process ended, in the words of E2B's envd, which are Go's. */
export function describeEnd(end: { code: number } | { signal: number }): ProcessEnd {
  if ("signal" in end) {
    const status = `signal: ${SIGNAL_WORDS[end.signal] ?? `signal ${end.signal}`}`;
    return { exitCode: -1, exited: false, status, error: status };
  }
  const status = `exit status ${end.code}`;
  return { exitCode: end.code, exited: true, status, ...(end.code !== 0 && { error: status }) };
}

/** How a process ended that the box took along. */
const LOST: ProcessEnd = { ...describeEnd({ signal: constants.signals.SIGKILL }) };

/** Starts a process over a fresh connection to the agent; resolves when it runs. */
export function startProcess(
  socket: Socket,
  request: AgentRequest,
  events: ProcessEvents,
): Promise<AgentProcess> {
  const frames = new FrameReader();
  const started = Promise.withResolvers<AgentProcess>();
  const ended = Promise.withResolvers<ProcessEnd>();
  let pid: number | undefined;

  const take = (kind: string, payload: Buffer) => {
    if (pid === undefined) {
      if (kind === "F") throw readFault(payload);
      if (kind !== "A") throw new AgentFault("internal", "the agent did not say what it started");
      pid = parseJson(startedSchema, payload).pid;
      started.resolve(processOver(socket, pid, ended.promise));
    } else if (kind === "O") events.onStdout?.(payload);
    else if (kind === "E") events.onStderr?.(payload);
    else if (kind === "P") events.onPty?.(payload);
    else if (kind === "X") ended.resolve(describeEnd(parseJson(endSchema, payload)));
  };

  socket.on("data", (chunk: Buffer) => {
    try {
      frames.push(chunk);
      for (let found = frames.next(); found !== undefined; found = frames.next())
        take(found.kind, found.payload);
    } catch (error) {
      started.reject(error);
      socket.destroy();
    }
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    started.reject(gone("the sandbox hung up"));
    ended.resolve(LOST);
  });
  socket.write(frame("Q", encodeRequest(request)));
  return started.promise;
}

function processOver(socket: Socket, pid: number, ended: Promise<ProcessEnd>): AgentProcess {
  const send = (data: Buffer) =>
    new Promise<void>((resolve) => {
      if (socket.destroyed) resolve();
      else socket.write(data, () => resolve());
    });
  return {
    pid,
    ended,
    write: (chunk) => send(frame("I", chunk)),
    closeStdin: () => void send(frame("C")),
    resize: (size) => void send(frame("W", Buffer.from(`${size.cols} ${size.rows}`))),
    signal: (signal) => send(frame("K", Buffer.from(signal))),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  };
}
