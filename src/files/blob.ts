import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import {
  access,
  chmod,
  copyFile,
  link,
  mkdir,
  open,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf, isMissing } from "./store-errors.ts";

const temporary = (folder: string) => join(folder, `.tmp-${randomBytes(8).toString("hex")}`);

async function* chunksOf(body: Uint8Array | ReadableStream<Uint8Array>) {
  if (body instanceof Uint8Array) yield body;
  else yield* body;
}

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

const exists = async (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Writes a body under its hash, whole or not at all; equal bytes end in the same read-only file. */
export async function receiveBlob(
  folder: string,
  body: Uint8Array | ReadableStream<Uint8Array>,
): Promise<{ sha256: string; size: number }> {
  const path = temporary(folder);
  const file = await withFolder(folder, async () => open(path, "wx", 0o600)).catch(
    async (error) => {
      // Whoever sends the body must not wait for a reader that never comes.
      if ("getReader" in body) await body.cancel(error);
      throw error;
    },
  );
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of chunksOf(body)) {
      hash.update(chunk);
      size += chunk.byteLength;
      await file.writeFile(chunk);
    }
    await file.close();
    const sha256 = hash.digest("hex");
    await chmod(path, 0o444);
    // A blob that is there keeps its place, or its links would hold the same bytes a second time.
    if (await exists(join(folder, sha256))) await rm(path);
    else await rename(path, join(folder, sha256));
    return { sha256, size };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

const isTaken = (error: unknown) => codeOf(error) === "EEXIST";

/** False when the name is taken. File systems without links get a copy. */
export async function linkOrCopy(source: string, target: string): Promise<boolean> {
  return withFolder(dirname(target), async () => {
    try {
      await link(source, target);
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      if (isMissing(error)) throw error;
    }
    try {
      await copyFile(source, target, constants.COPYFILE_EXCL);
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
  });
}

export async function writeAtomically(folder: string, name: string, text: string): Promise<void> {
  const path = temporary(folder);
  await withFolder(folder, async () => writeFile(path, text, { flag: "wx" }));
  await rename(path, join(folder, name));
}
