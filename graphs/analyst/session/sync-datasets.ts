import { numberedName, safeFileName } from "../../../tools/files/file-name.ts";
import { hashInSandbox } from "../../../tools/files/hash-in-sandbox.ts";
import { homeFolder } from "../../../tools/home-folder.ts";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { FileStore } from "../../../tools/ports/file-store.ts";
import type { FileEntry, Sandbox } from "../../../tools/ports/sandbox.ts";
import type { Dataset } from "../state.ts";
import { isOneFiles } from "./file-faults.ts";

/** How a store keeps names apart; it is nobody else's business. */
const ID_BEFORE_NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}__/;

/** Whether what stands at a path is a stored file as it was brought there, or equal to it. */
async function isSame(sandbox: Sandbox, dataset: Dataset, entry: FileEntry): Promise<boolean> {
  if (entry.type !== "file" || entry.size !== dataset.size) return false;
  const { placed } = dataset;
  if (placed?.path === entry.path && placed.modifiedAt === entry.modifiedAt) return true;
  return (await hashInSandbox(sandbox, entry.path)) === dataset.sha256;
}

/** Writes a file whole or not at all: half of one would be taken for the code's work later. */
async function send(
  sandbox: Sandbox,
  path: string,
  body: ReadableStream<Uint8Array>,
): Promise<FileEntry | undefined> {
  try {
    await sandbox.files.write(path, body);
    return await sandbox.files.stat(path);
  } catch (error) {
    await sandbox.files.remove(path).catch(() => undefined);
    throw error;
  }
}

/**
 * Brings stored files into the sandbox, each under its own name. What is there already, by its hash,
 * is not sent; what the code has made or changed is never overwritten: the stored file then goes
 * beside it under a numbered name. A file that cannot be brought comes back with its fault and
 * without a place; the others are brought all the same.
 */
export async function syncDatasets(
  files: FileStore,
  sandbox: Sandbox,
  missing: readonly Dataset[],
  all: readonly Dataset[],
  ownerOf: (fileId: string) => Caller,
): Promise<Dataset[]> {
  if (missing.length === 0) return [];
  const home = await homeFolder(sandbox);
  const present = new Map(
    (await sandbox.files.list(home, 1)).map((entry) => [entry.name, entry] as const),
  );
  const isMissing = new Set(missing.map(({ fileId }) => fileId));
  // Places of the others are theirs, though the code may have removed the file.
  const kept = new Set(
    all.filter(({ fileId, path }) => path !== "" && !isMissing.has(fileId)).map(({ name }) => name),
  );

  const place = async (dataset: Dataset): Promise<Dataset> => {
    const wanted = safeFileName(dataset.name.replace(ID_BEFORE_NAME, ""));
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? wanted : numberedName(wanted, number);
      const entry = present.get(name);
      if (kept.has(name)) continue;
      if (entry !== undefined && !(await isSame(sandbox, dataset, entry))) continue;
      const path = `${home}/${name}`;
      const there =
        entry ??
        (await send(sandbox, path, await files.read(ownerOf(dataset.fileId), dataset.fileId)));
      kept.add(name);
      return {
        ...dataset,
        name,
        path,
        fault: undefined,
        placed: { path, modifiedAt: there?.modifiedAt },
        // A description of another place would send the model there.
        profile: dataset.profile?.path === path ? dataset.profile : undefined,
        givenAs: name === wanted ? dataset.givenAs : (dataset.givenAs ?? wanted),
      };
    }
  };

  const synced: Dataset[] = [];
  for (const dataset of missing) {
    try {
      synced.push(await place(dataset));
    } catch (error) {
      if (!isOneFiles(error)) throw error;
      const fault = { en: error.say("en"), zh: error.say("zh") };
      synced.push({ ...dataset, path: "", fault });
    }
  }
  return synced;
}
