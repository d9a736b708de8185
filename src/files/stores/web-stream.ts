import type { Readable } from "node:stream";

/**
 * A stream of Node's as one of the web, piece by piece as it is asked for. `Readable.toWeb` copies
 * each piece, and in some versions counts pieces where it means bytes and takes a whole file in.
 */
export function toWebStream(stream: Readable): ReadableStream<Uint8Array> {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel() {
        stream.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
