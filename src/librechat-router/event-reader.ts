import { createInterface } from "node:readline";
import { Readable } from "node:stream";

const DATA = "data: ";

/** The events of a stream of server-sent events, one line of JSON each; comments are left out. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator {
  const lines = createInterface({ input: Readable.fromWeb(body as never), crlfDelay: Infinity });
  for await (const line of lines)
    if (line.startsWith(DATA)) yield JSON.parse(line.slice(DATA.length)) as unknown;
}
