/**
 * One file into a store and out again, in a process of its own, so that its memory is only this.
 * Arguments: kind, settings as JSON, the file. Prints times and memory as JSON.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createFileStore } from "../../src/files/file-store.ts";
import { createAzureBytes } from "../../src/files/stores/azure.ts";
import { createLocalBytes, PIECE } from "../../src/files/stores/local.ts";
import { createS3Bytes } from "../../src/files/stores/s3.ts";
import { toWebStream } from "../../src/files/stores/web-stream.ts";
import { localCaller } from "../../tools/ports/caller.ts";
import { createMemoryFileRecords } from "../helpers/memory-file-records.ts";

const [kind = "", settings = "{}", path = ""] = process.argv.slice(2);

async function openBytes() {
  const given = JSON.parse(settings);
  if (kind === "s3") return createS3Bytes(given);
  return kind === "azure" ? createAzureBytes(given) : createLocalBytes(given.folder);
}

const bytes = await openBytes();
const store = createFileStore({
  bytes,
  records: createMemoryFileRecords(),
  limits: { file: 0, thread: 0, user: 0 },
});
const put = async (body: ReadableStream<Uint8Array>) =>
  store.put(localCaller, { name: "big.bin", mime: "application/octet-stream" }, body);

// Everything that is loaded once is loaded before it is measured.
const small = await put(new Blob(["warm"]).stream());
await new Response(await store.read(localCaller, small.id)).text();
const before = process.memoryUsage.rss();

const began = performance.now();
const file = await put(toWebStream(createReadStream(path, { highWaterMark: PIECE })));
const stored = performance.now();
let read = 0;
for await (const piece of await store.read(localCaller, file.id)) read += piece.byteLength;
const ended = performance.now();
const size = (await stat(path)).size;
if (file.size !== size || read !== size) throw new Error(`${read} of ${size} bytes came back`);
await store.remove(localCaller, file.id);
process.stdout.write(
  JSON.stringify({
    putMs: stored - began,
    readMs: ended - stored,
    before,
    peak: process.resourceUsage().maxRSS * 1024,
  }),
);
