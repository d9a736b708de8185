import type { ServerResponse } from "node:http";
import { asciiJson } from "./ascii-json.ts";
import type { EventSink, StreamName } from "./events.ts";

/** The SDK joins chunks until a line is whole and searches anew each time, so lines stay short. */
const MAX_TEXT_PER_LINE = 64 * 1024;

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
 * What arrives in one turn of the event loop goes out in one chunk. A slow client is waited for in
 * this process, never by the kernel, and the limit bounds what can pile up.
 */
export function createEventStream(res: ServerResponse, options: EventStreamOptions): EventStream {
  let pending: string[] = [];
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

  function push(line: string): void {
    if (closed) return;
    pending.push(line);
    scheduled ??= setImmediate(flush);
  }

  function flush(): void {
    clearImmediate(scheduled);
    scheduled = undefined;
    if (closed || pending.length === 0) return;
    res.write(`${pending.join("\n")}\n`, "latin1");
    pending = [];
    keepalive.refresh();
  }

  function admit(line: string): void {
    if (cut) return;
    if (line.length > options.limitBytes) {
      note(`a result of ${megabytes(line.length)} MB is too large and was dropped`);
      return;
    }
    sentBytes += line.length + 1;
    cut = sentBytes > options.limitBytes;
    if (cut)
      note(`this cell sent more than ${megabytes(options.limitBytes)} MB; the rest is dropped`);
    else push(line);
  }

  function note(text: string): void {
    push(textLine("stderr", `\n[output cut: ${text}]\n`));
  }

  return {
    line(line) {
      // How a run ended must reach the client, whatever its output was.
      if (line.type === "error") push(asciiJson(line));
      else admit(asciiJson(line));
    },
    text(stream, text) {
      for (let start = 0; start < text.length && !cut;) {
        const end = endOfPiece(text, start);
        admit(textLine(stream, text.slice(start, end)));
        start = end;
      }
    },
    end() {
      push(asciiJson({ type: "end_of_execution" }));
      flush();
      clearInterval(keepalive);
      res.end();
    },
  };
}

function textLine(stream: StreamName, text: string): string {
  return asciiJson({ type: stream, text, timestamp: new Date().toISOString() });
}

function megabytes(bytes: number): number {
  return Math.round(bytes / (1024 * 1024));
}

/** The end of the next piece; the two halves of a character beyond U+FFFF stay together. */
function endOfPiece(text: string, start: number): number {
  const end = start + MAX_TEXT_PER_LINE;
  if (end >= text.length) return text.length;
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
