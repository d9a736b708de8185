import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { z } from "zod";
import { AnalystError } from "../../tools/errors.ts";
import { numberedName, safeFileName } from "../../tools/files/file-name.ts";
import { ownerKey } from "../../tools/ports/caller.ts";
import type { FileStore, NewFile, StoredFile } from "../../tools/ports/file-store.ts";
import { linkOrCopy, receiveBlob, writeAtomically } from "./blob.ts";
import { isMissing, toStoreError } from "./store-errors.ts";
import { createIdMaker, folderKey, isFileId, threadKeyOf } from "./store-ids.ts";

/** What is written beside a file; read back, it is parsed like everything from outside. */
const Record = z.object({
  id: z.string(),
  name: z.string(),
  mime: z.string(),
  size: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
type Record = z.infer<typeof Record>;

/**
 * A file store in a folder:
 *
 *     OWNER/THREAD/chart.png        what a person opens
 *     OWNER/THREAD/.records/ID.json what the store knows of it
 *     OWNER/.blobs/SHA256           the bytes, once per owner
 *
 * The readable file is a link to the blob and read-only, so equal files take no more room and an
 * edit by accident changes nothing that others refer to.
 */
export function createLocalStore(folder: string): FileStore {
  const makeId = createIdMaker();
  const ownerFolder = (owner: string) => join(folder, folderKey(owner));
  const threadFolder = (owner: string, thread: string) => join(ownerFolder(owner), thread);
  const blobPath = (owner: string, sha256: string) => join(ownerFolder(owner), ".blobs", sha256);

  const toStored = (record: Record, owner: string): StoredFile => ({
    ...record,
    url: join(threadFolder(owner, threadKeyOf(record.id)), record.name),
  });

  const readRecord = async (id: string, owner: string): Promise<Record | undefined> => {
    if (!isFileId(id)) return undefined;
    const path = join(threadFolder(owner, threadKeyOf(id)), ".records", `${id}.json`);
    try {
      const parsed = Record.safeParse(JSON.parse(await readFile(path, "utf8")));
      return parsed.success && parsed.data.id === id ? parsed.data : undefined;
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return undefined;
      throw toStoreError(error);
    }
  };

  const recordsOf = async (thread: string, owner: string): Promise<Record[]> => {
    const names = await readdir(join(threadFolder(owner, thread), ".records")).catch((error) => {
      if (isMissing(error)) return [];
      throw toStoreError(error);
    });
    const records: Record[] = [];
    for (const name of names.toSorted(byCode)) {
      const record = await readRecord(name.replace(/\.json$/, ""), owner);
      if (record !== undefined) records.push(record);
    }
    return records;
  };

  /** Gives the blob a readable name in the thread: the wanted one, or the first numbered one that is free. */
  const place = async (
    file: NewFile,
    owner: string,
    thread: string,
    sha256: string,
    size: number,
  ) => {
    const wanted = safeFileName(file.name);
    const blob = blobPath(owner, sha256);
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? wanted : numberedName(wanted, number);
      if (await linkOrCopy(blob, join(threadFolder(owner, thread), name))) {
        return { id: makeId(thread), name, mime: file.mime, size, sha256 };
      }
      const known = await recordsOf(thread, owner);
      const same = known.find((record) => record.name === name && record.sha256 === sha256);
      if (same !== undefined) return same;
    }
  };

  return {
    async put(caller, file, body) {
      const owner = ownerKey(caller);
      const thread = folderKey(file.threadId);
      const blobs = join(ownerFolder(owner), ".blobs");
      try {
        const { sha256, size } = await receiveBlob(blobs, body);
        const record = await place(file, owner, thread, sha256, size);
        const records = join(threadFolder(owner, thread), ".records");
        await writeAtomically(records, `${record.id}.json`, JSON.stringify(record));
        return toStored(record, owner);
      } catch (error) {
        throw toStoreError(error);
      }
    },
    async find(caller, id) {
      const owner = ownerKey(caller);
      const record = await readRecord(id, owner);
      return record && toStored(record, owner);
    },
    async read(caller, id) {
      const owner = ownerKey(caller);
      const record = await readRecord(id, owner);
      if (record === undefined) throw notFound();
      const stream = createReadStream(blobPath(owner, record.sha256));
      // Opened before it is handed out, so that a lost blob is an error here and not in the middle.
      await new Promise<void>((resolve, reject) => {
        stream.once("open", () => resolve());
        stream.once("error", (error) =>
          reject(isMissing(error) ? notFound() : toStoreError(error)),
        );
      });
      return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
    },
    async list(caller, threadId) {
      const owner = ownerKey(caller);
      const records = await recordsOf(folderKey(threadId), owner);
      return records.map((record) => toStored(record, owner));
    },
  };
}

/** Ids sort by time as plain text, not as a language would sort them. */
const byCode = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const notFound = () =>
  new AnalystError("file_not_found", {
    en: "There is no such stored file.",
    zh: "没有这个已存文件。",
  });
