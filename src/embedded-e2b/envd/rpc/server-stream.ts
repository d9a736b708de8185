import type { Request, Response } from "express";
import { envelope } from "./envelope.ts";
import { RpcError, rpcErrorOf } from "./rpc-error.ts";

const DEFAULT_KEEPALIVE_S = 90;
/** Longer timers overflow. */
const LONGEST_MS = 2 ** 31 - 1;

/** A client that does not read is cut off before its events fill the memory. */
const LARGEST_BACKLOG = 32 * 1024 * 1024;

/** The answer of a streaming call, event after event. */
export interface ServerStream {
  /** False when the client does not keep up: wait for `onDrain`. */
  send(message: object): boolean;
  onDrain(listener: () => void): void;
  /** Called once, when the stream ended or the client has gone. */
  onClose(listener: () => void): void;
  /** Sends an event of the call's own kind whenever nothing else was sent for a while. */
  keepAlive(message: object): void;
  end(error?: unknown): void;
  /** Milliseconds that the client gives the call. */
  readonly deadlineMs: number | undefined;
}

export function openStream(req: Request, res: Response): ServerStream {
  res.status(200).set({ "content-type": "application/connect+json", "cache-control": "no-store" });
  res.flushHeaders();
  const keepaliveS = positive(req.get("keepalive-ping-interval")) ?? DEFAULT_KEEPALIVE_S;
  const asked = positive(req.get("connect-timeout-ms"));
  const deadlineMs = asked === undefined ? undefined : Math.min(asked, LONGEST_MS);
  let timer: NodeJS.Timeout | undefined;
  const late =
    deadlineMs === undefined
      ? undefined
      : setTimeout(() => {
          end(new RpcError("deadline_exceeded", `the call took longer than ${deadlineMs} ms`));
        }, deadlineMs);
  res.once("close", () => {
    clearInterval(timer);
    clearTimeout(late);
  });

  const isOpen = () => !res.writableEnded && !res.destroyed;
  function end(error?: unknown): void {
    clearInterval(timer);
    const fault = error === undefined ? {} : { error: rpcErrorOf(error).body };
    if (isOpen()) res.end(envelope(fault, true));
  }

  return {
    send(message) {
      timer?.refresh();
      if (res.writableLength > LARGEST_BACKLOG) res.destroy();
      return !isOpen() || res.write(envelope(message));
    },
    onDrain: (listener) => void res.on("drain", listener),
    onClose: (listener) => void res.once("close", listener),
    keepAlive(message) {
      timer = setInterval(() => {
        if (isOpen()) res.write(envelope(message));
      }, keepaliveS * 1000);
    },
    end,
    deadlineMs,
  };
}

function positive(header: string | undefined): number | undefined {
  return header !== undefined && /^[1-9]\d{0,12}$/.test(header) ? Number(header) : undefined;
}
