import type { ProcessEnd } from "../../box/types.ts";

export type OutputKind = "stdout" | "stderr" | "pty";

/** The events of a process as E2B's protocol has them, in proto3's JSON. */

export const keepAliveEvent = { event: { keepalive: {} } };

export function startEvent(pid: number): object {
  return { event: { start: { pid } } };
}

export function dataEvent(kind: OutputKind, chunk: Buffer): object {
  return { event: { data: { [kind]: chunk.toString("base64") } } };
}

export function endEvent({ exitCode, exited, status, error }: ProcessEnd): object {
  return { event: { end: { exitCode, exited, status, error } } };
}
