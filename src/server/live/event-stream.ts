import { once } from "node:events";
import type { Response } from "express";

/** Comments keep proxies and clients from giving up on a long cell. */
const KEEPALIVE_MS = 10_000;

export type EventStream = ReturnType<typeof openEventStream>;

/** Begins a stream of server-sent events: its headers go out at once. */
export function openEventStream(response: Response) {
  response.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
  });
  response.flushHeaders();
  /** Waits for a reader that is slow; nothing is written for one that has gone. */
  const write = async (text: string): Promise<void> => {
    if (response.destroyed || response.writableEnded || response.write(text)) return;
    const gone = new AbortController();
    const leave = () => gone.abort();
    response.once("close", leave);
    await once(response, "drain", { signal: gone.signal }).catch(() => undefined);
    response.off("close", leave);
  };
  const timer = setInterval(() => void write(": keepalive\n\n"), KEEPALIVE_MS);
  response.once("close", () => clearInterval(timer));
  const sendText = async (data: string, event?: string): Promise<void> =>
    write(`${event === undefined ? "" : `event: ${event}\n`}data: ${data}\n\n`);

  return {
    sendText,
    send: async (data: object, event?: string) => sendText(JSON.stringify(data), event),
    end(): void {
      clearInterval(timer);
      if (!response.destroyed) response.end();
    },
  };
}
