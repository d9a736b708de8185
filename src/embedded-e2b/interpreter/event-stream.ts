import type { ServerResponse } from "node:http";
import type { EventSink } from "./events.ts";
import { asciiJson, asciiPieces } from "./json-bytes.ts";

/** The SDK joins chunks until a line is whole and searches anew each time, so lines stay short. */
const MAX_TEXT_PER_LINE = 64 * 1024;

/** So much is sent at once; the client reads it while the rest is prepared. */
const CHUNK_BYTES = 256 * 1024;

const LINE_END = Buffer.from("\n");
const TEXT_HEAD = {
  stdout: Buffer.from('{"type":"stdout","text":"'),
  stderr: Buffer.from('{"type":"stderr","text":"'),
};

export interface EventStreamOptions {
  readonly keepaliveMs: number;
  /** Bytes that one run may send. What comes after is dropped, and the client is told. */
  readonly limitBytes: number;
}

export interface EventStream extends EventSink {
  /** Sends what is left and the closing line. */
  end(): void;
}

/**
 * Writes a run's events as NDJSON. Headers go out at once; while nothing happens keepalives do.
 * What arrives in one turn of the event loop goes out in few chunks. A slow client is waited for in
 * this process, never by the kernel, and the limit bounds what can pile up.
 */
export function createEventStream(res: ServerResponse, options: EventStreamOptions): EventStream {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let scheduled: NodeJS.Immediate | undefined;
  let sentBytes = 0;
  let cut = false;
  let closed = false;
  res.writeHead(200, { "Content-Type": "application/x-ndjson", "Cache-Control": "no-store" });
  res.flushHeaders();
  const keepalive = setInterval(() => {
    if (!res.writableNeedDrain) push(asciiJson({ type: "keepalive" }));
  }, options.keepaliveMs);
  res.once("close", () => {
    closed = true;
    pending = [];
    clearInterval(keepalive);
    clearImmediate(scheduled);
  });

  /** Adds one line, given in parts. */
  function push(...parts: Buffer[]): void {
    if (closed) return;
    pending.push(...parts, LINE_END);
    for (const part of parts) pendingBytes += part.length;
    if (pendingBytes >= CHUNK_BYTES) flush();
    else scheduled ??= setImmediate(flush);
  }

  function flush(): void {
    clearImmediate(scheduled);
    scheduled = undefined;
    if (closed || pending.length === 0) return;
    res.write(Buffer.concat(pending));
    pending = [];
    pendingBytes = 0;
    keepalive.refresh();
  }

  function admit(...parts: Buffer[]): void {
    if (cut) return;
    const length = parts.reduce((sum, part) => sum + part.length + 1, 0);
    if (length > options.limitBytes) {
      note(`a result of ${megabytes(length)} MB is too large and was dropped`);
      return;
    }
    sentBytes += length;
    cut = sentBytes > options.limitBytes;
    if (cut)
      note(`this cell sent more than ${megabytes(options.limitBytes)} MB; the rest is dropped`);
    else push(...parts);
  }

  function note(text: string): void {
    push(asciiJson({ type: "stderr", text: `\n[output cut: ${text}]\n`, timestamp: now() }));
  }

  return {
    line(line) {
      // How a run ended must reach the client, whatever its output was.
      if (line.type === "error") push(asciiJson(line));
      else admit(asciiJson(line));
    },
    printed(stream, json) {
      if (cut) return;
      const tail = Buffer.from(`","timestamp":"${now()}"}`);
      for (const piece of asciiPieces(json, MAX_TEXT_PER_LINE)) {
        admit(TEXT_HEAD[stream], piece, tail);
      }
    },
    note,
    end() {
      push(asciiJson({ type: "end_of_execution" }));
      flush();
      clearInterval(keepalive);
      res.end();
    },
  };
}

function now(): string {
  return new Date().toISOString();
}

function megabytes(bytes: number): number {
  return Math.round(bytes / (1024 * 1024));
}
