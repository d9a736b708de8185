import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { chmod, mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { isMissing, notFound, toStoreError } from "../store-errors.ts";
import type { ByteStore } from "./byte-store.ts";
import { toWebStream } from "./web-stream.ts";

/** Read at a time: smaller pieces cost more than the disk, larger ones are new memory each time. */
export const PIECE = 256 << 10;

/** Makes the folder on demand, not on every call: the common case costs nothing. */
async function withFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isMissing(error)) throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return work();
  }
}

const temporary = (folder: string) => join(folder, `.tmp-${randomBytes(8).toString("hex")}`);

/** Each piece is written while the next one is read and hashed. */
async function writeAll(file: FileHandle, body: ReadableStream<Uint8Array>): Promise<void> {
  let writing = Promise.resolve();
  for await (const piece of body) {
    await writing;
    writing = file.writeFile(piece);
    // Raised by the `await` of the next round; until then nobody listens.
    writing.catch(() => undefined);
  }
  await writing;
}

/**
 * A folder of this machine. Files are read-only, so that an edit by accident changes nothing that
 * several records refer to.
 */
export function createLocalBytes(root: string): ByteStore {
  const base = resolve(root);

  /** Keys come from a database too: none leads out of the folder. */
  const pathOf = (key: string): string => {
    const path = resolve(base, key);
    if (key.includes("\0") || !path.startsWith(base + sep)) throw notFound();
    return path;
  };

  return {
    source: "local",
    async put(key, body) {
      const target = pathOf(key);
      const folder = dirname(target);
      const path = temporary(folder);
      try {
        const file = await withFolder(folder, async () => open(path, "wx", 0o600));
        try {
          await writeAll(file, body);
          // On the disk before a record says so: a name without its bytes would survive a power cut.
          await file.sync();
        } finally {
          await file.close();
        }
        await chmod(path, 0o444);
        await rename(path, target);
      } catch (error) {
        await rm(path, { force: true }).catch(() => undefined);
        // Whoever sends the body must not wait for a reader that never comes.
        if (!body.locked) await body.cancel(error).catch(() => undefined);
        throw toStoreError(error);
      }
    },
    async read(key, range) {
      const stream = createReadStream(pathOf(key), { ...range, highWaterMark: PIECE });
      // Opened before it is handed out, so that a lost file is an error here and not in the middle.
      await once(stream, "open").catch((error: unknown) => {
        throw isMissing(error) ? notFound() : toStoreError(error);
      });
      return toWebStream(stream);
    },
    async stat(key) {
      try {
        const info = await stat(pathOf(key));
        return info.isFile() ? { size: info.size } : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw toStoreError(error);
      }
    },
    async remove(key) {
      await rm(pathOf(key), { force: true }).catch((error: unknown) => {
        throw toStoreError(error);
      });
    },
    locate: async (key) => pathOf(key),
    filepath: async (key) => `/${key}`,
  };
}
