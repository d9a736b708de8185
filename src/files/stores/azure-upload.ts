import type { BlockBlobClient } from "@azure/storage-blob";

/** Kept in memory while a file is sent: four blocks at a time. 50,000 blocks of it are 390 GB. */
const BLOCK = 8 << 20;
const BLOCKS_AT_ONCE = 4;

/** A body in blocks of one size, the last one smaller; at least one, which may be empty. */
async function* blocksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(BLOCK);
  let used = 0;
  let count = 0;
  for await (const piece of body) {
    for (let at = 0; at < piece.length;) {
      const taken = Math.min(piece.length - at, BLOCK - used);
      block.set(piece.subarray(at, at + taken), used);
      used += taken;
      at += taken;
      if (used < BLOCK) continue;
      yield block;
      count += 1;
      block = Buffer.allocUnsafe(BLOCK);
      used = 0;
    }
  }
  if (used > 0 || count === 0) yield block.subarray(0, used);
}

const blockId = (number: number) => Buffer.from(String(number).padStart(6, "0")).toString("base64");

/**
 * Sends a body as blocks, a few at a time. The SDK's own `uploadStream` cannot be stopped: blocks of
 * a body that broke off would go on and come after all.
 */
export async function uploadBlocks(
  client: BlockBlobClient,
  body: ReadableStream<Uint8Array>,
  mime: string,
): Promise<void> {
  const sending = new AbortController();
  const { signal: abortSignal } = sending;
  const running = new Set<Promise<void>>();
  let count = 0;
  let fault: { error: unknown } | undefined;
  const send = (number: number, block: Buffer) => {
    const sent = client
      .stageBlock(blockId(number), block, block.length, { abortSignal })
      .catch((error: unknown) => {
        fault ??= { error };
      })
      .then(() => void running.delete(sent));
    running.add(sent);
  };
  try {
    for await (const block of blocksOf(body)) {
      send(count, block);
      count += 1;
      if (running.size >= BLOCKS_AT_ONCE) await Promise.race(running);
      if (fault !== undefined) throw fault.error;
    }
    await Promise.all(running);
    if (fault !== undefined) throw fault.error;
    const ids = Array.from({ length: count }, (_, number) => blockId(number));
    await client.commitBlockList(ids, { blobHTTPHeaders: { blobContentType: mime } });
  } catch (error) {
    sending.abort();
    await Promise.all(running);
    await forgetBlocks(client);
    throw error;
  }
}

/** Blocks of a new blob that were never put together are of no use and would be charged for a week. */
async function forgetBlocks(client: BlockBlobClient): Promise<void> {
  try {
    if (await client.exists()) return;
    await client.commitBlockList([]);
    await client.deleteIfExists();
  } catch {
    // Nothing can be read under the key in any case.
  }
}
