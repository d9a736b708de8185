import { Readable } from "node:stream";

/** Bytes that may wait between a store and its reader. */
const WAITING = 1 << 20;

/**
 * A stream of Node's as one of the web. The bound is given: by itself Node counts chunks where it
 * means bytes in some versions, and would take a whole file into memory.
 */
export function toWebStream(stream: Readable): ReadableStream<Uint8Array> {
  const strategy = new ByteLengthQueuingStrategy({ highWaterMark: WAITING });
  return Readable.toWeb(stream, { strategy }) as ReadableStream<Uint8Array>;
}
