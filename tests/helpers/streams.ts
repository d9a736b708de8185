/** A body of these pieces, in order; with a failure it breaks off after them. */
export function streamOf(
  pieces: Iterable<Uint8Array>,
  failure?: Error,
): ReadableStream<Uint8Array> {
  const left = pieces[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = left.next();
      if (done !== true) controller.enqueue(value);
      else if (failure === undefined) controller.close();
      else controller.error(failure);
    },
  });
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const textOf = async (stream: ReadableStream<Uint8Array>): Promise<string> =>
  new Response(stream).text();

/** So many pieces of a megabyte that differ, one at a time. */
export function* megabytes(count: number): Generator<Uint8Array> {
  for (let number = 0; number < count; number += 1) {
    yield new Uint8Array(2 ** 20).fill(number % 251);
  }
}
