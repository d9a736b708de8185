import { AnalystError } from "../../tools/errors.ts";
import type { Words } from "../../tools/words.ts";
import { hasName } from "./causes.ts";
import { brokenOff, noAnswer } from "./fault-words.ts";

/** A stream is whole when it says so: OpenAI's last line, or the reason why the model stopped. */
const END_MARK = /\[DONE\]|"finish_reason"\s*:\s*"|"error"\s*:/;
/** Longer than any mark, so that one cut in two by a chunk boundary is still seen. */
const CARRY = 32;

export interface GuardOptions {
  /** Silence after which the server counts as hung. */
  readonly idleMs: number;
  /** Ends the request underneath. */
  readonly abort: () => void;
  /** A server-sent event stream, which must end with its mark. */
  readonly events: boolean;
}

/**
 * Passes a response body through and turns the two silent faults of streams into errors: a server
 * that goes quiet, and a connection that ends in the middle of the answer, which the SDK would take
 * for a complete one.
 */
export function guardBody(
  body: ReadableStream<Uint8Array>,
  options: GuardOptions,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let tail = "";
  let complete = !options.events;

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = await readWithin(reader, options).catch((fault: unknown) => {
        // fetch reports a torn socket as a TypeError; after the end mark it cost nothing.
        if (!hasName(fault, "TypeError")) throw fault;
        return complete && options.events
          ? undefined
          : Promise.reject(unreachable(brokenOff, fault));
      });
      if (chunk === undefined) {
        if (!complete) throw unreachable(brokenOff);
        controller.close();
        return;
      }
      if (!complete) {
        const text = tail + decoder.decode(chunk, { stream: true });
        complete = END_MARK.test(text);
        tail = text.slice(-CARRY);
      }
      controller.enqueue(chunk);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** The next chunk; undefined at the end. */
async function readWithin(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { idleMs, abort }: GuardOptions,
): Promise<Uint8Array | undefined> {
  const { promise: idle, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(unreachable(noAnswer(idleMs)));
    abort();
  }, idleMs);
  try {
    return (await Promise.race([reader.read(), idle])).value;
  } finally {
    clearTimeout(timer);
  }
}

function unreachable(words: Words, cause?: unknown): AnalystError {
  return new AnalystError("model_unreachable", words, { retryable: true, cause });
}
