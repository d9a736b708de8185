import type { Request, Response } from "express";
import { envelope } from "./envelope.ts";
import { rpcErrorOf, type RpcError } from "./rpc-error.ts";

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
  const deadline = positive(req.get("connect-timeout-ms"));
  let timer: NodeJS.Timeout | undefined;
  res.once("close", () => clearInterval(timer));

  const isOpen = () => !res.writableEnded && !res.destroyed;
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
    end(error) {
      clearInterval(timer);
      const fault: RpcError | undefined = error === undefined ? undefined : rpcErrorOf(error);
      if (isOpen()) res.end(envelope(fault === undefined ? {} : { error: fault.body }, true));
    },
    deadlineMs: deadline === undefined ? undefined : Math.min(deadline, LONGEST_MS),
  };
}

function positive(header: string | undefined): number | undefined {
  return header !== undefined && /^[1-9]\d{0,12}$/.test(header) ? Number(header) : undefined;
}
