import { createHash, randomUUID } from "node:crypto";
import { numberedName, safeFileName } from "../../tools/files/file-name.ts";
import { lookOf } from "../../tools/files/look-alike.ts";
import type { Caller } from "../../tools/ports/caller.ts";
import type { Leases } from "../../tools/ports/lease.ts";
import type { FileStore, NewFile, StoredFile } from "../../tools/ports/file-store.ts";
import type { FileRecord, FileRecords } from "../persistence/records/file-records.ts";
import { checkSize, type FileLimits } from "./file-limits.ts";
import { measure } from "./measured.ts";
import { notFound } from "./store-errors.ts";
import type { ByteStore } from "./stores/byte-store.ts";
import { storageKey } from "./stores/storage-key.ts";
import { createTurns } from "./turns.ts";

export interface FileStoreParts {
  /** Where new files go. */
  readonly bytes: ByteStore;
  /** Where files were put before, under another setting: they are read and removed there. */
  readonly older?: readonly ByteStore[];
  readonly records: FileRecords;
  readonly limits: FileLimits;
  /** Held where equal bytes are entered or removed; absent where there is one process. */
  readonly leases?: Leases;
}

/** A body that is in the byte store. */
interface Placed {
  readonly key: string;
  readonly sha256: string;
  readonly size: number;
}

type Entry = NewFile & { readonly id: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The files of all users: bytes in a byte store, what is known of them in records. Equal bytes of one
 * owner lie there once and go with the last record that needs them. Bytes are written before their
 * record and removed after it, so a crash leaves at worst bytes that nobody refers to.
 */
export function createFileStore(parts: FileStoreParts): FileStore {
  const { bytes, older = [], records, limits, leases } = parts;
  const turns = createTurns(leases);

  /** Undefined for a store that the settings do not name any more. */
  const storeOf = (record: FileRecord): ByteStore | undefined =>
    [bytes, ...older].find(({ source }) => source === record.source);

  const isKnown = (record: FileRecord) => storeOf(record) !== undefined;

  const bytesOf = (record: FileRecord): ByteStore => {
    const found = storeOf(record);
    if (found === undefined) throw notFound();
    return found;
  };

  const toStored = async (record: FileRecord): Promise<StoredFile> => ({
    id: record.fileId,
    name: record.filename,
    mime: record.type,
    size: record.bytes,
    sha256: record.sha256,
    url: await bytesOf(record).locate(record.storageKey, {
      name: record.filename,
      mime: record.type,
    }),
  });

  const findRecord = async (caller: Caller, id: string) => {
    const record = UUID.test(id) ? await records.find(caller, id) : undefined;
    return record !== undefined && isKnown(record) ? record : undefined;
  };

  const usage = async (caller: Caller, { threadId }: NewFile) => ({
    thread: threadId === undefined ? 0 : (await records.usage(caller, threadId)).bytes,
    user: (await records.usage(caller)).bytes,
  });

  const isThere = async (record: FileRecord) =>
    (await storeOf(record)?.stat(record.storageKey))?.size === record.bytes;

  /** The record of a body that the owner has already, and whose bytes are really there. */
  const findEqual = async (caller: Caller, sha256: string): Promise<Placed | undefined> => {
    const known = await records.findBytes(caller, sha256);
    return known?.source === bytes.source && (await isThere(known))
      ? { key: known.storageKey, sha256, size: known.bytes }
      : undefined;
  };

  /** Writes the record of a body, or gives the one that the thread has of it under that name. */
  const enter = async (caller: Caller, file: Entry, placed: Placed): Promise<FileRecord> => {
    const { id, threadId, assistantId, context = "assistants_output" } = file;
    const siblings = threadId === undefined ? [] : await records.listThread(caller, threadId);
    const { name, same } = choose(safeFileName(file.name), placed.sha256, siblings, isKnown);
    if (same !== undefined) {
      if (await isThere(same)) return same;
      // Its bytes are gone from the store: the new file takes its place.
      await records.remove(caller, same.fileId);
    }
    checkSize(name, placed.size, limits, await usage(caller, file));
    return records.insert(caller, {
      fileId: id,
      threadId,
      assistantId,
      filename: name,
      type: file.mime,
      bytes: placed.size,
      sha256: placed.sha256,
      source: bytes.source,
      context,
      storageKey: placed.key,
      filepath: await bytes.filepath(placed.key),
    });
  };

  /** Streams a body to a key of its own; limits are kept while it comes. */
  const upload = async (
    caller: Caller,
    file: Entry,
    body: ReadableStream<Uint8Array>,
  ): Promise<Placed> => {
    const name = safeFileName(file.name);
    const key = storageKey(caller, { ...file, name });
    let stored;
    try {
      stored = await usage(caller, file);
    } catch (error) {
      await body.cancel(error);
      throw error;
    }
    const measured = measure(body, (size) => checkSize(name, size, limits, stored));
    try {
      await bytes.put(key, measured.body, file.mime);
    } catch (error) {
      if (!measured.body.locked) await measured.body.cancel(error);
      throw measured.fault() ?? error;
    }
    return { key, ...measured.facts() };
  };

  /** Enters a body and throws it away where equal bytes are there, or no record refers to it. */
  const settle = async (caller: Caller, file: Entry, placed: Placed): Promise<FileRecord> => {
    let kept: FileRecord | undefined;
    try {
      const equal = await findEqual(caller, placed.sha256);
      kept = await enter(caller, file, equal ?? placed);
      return kept;
    } finally {
      if (kept?.storageKey !== placed.key) await bytes.remove(placed.key);
    }
  };

  /** Removes a record, and its bytes when nothing else of the owner's needs them. False: it was gone. */
  const drop = async (caller: Caller, { fileId, sha256 }: FileRecord): Promise<boolean> =>
    turns.ofBytes(caller, sha256, async () => {
      const removed = await records.remove(caller, fileId);
      if (removed === undefined) return false;
      if ((await records.countKey(caller, removed.storageKey)) === 0)
        await storeOf(removed)?.remove(removed.storageKey);
      return true;
    });

  const dropAll = async (caller: Caller, find: () => Promise<FileRecord[]>): Promise<number> =>
    turns.ofOwner(caller, async () => {
      let dropped = 0;
      for (const record of await find()) if (await drop(caller, record)) dropped += 1;
      return dropped;
    });

  /** For what enters a body: both turns are held. */
  const entering = async <T>(caller: Caller, sha256: string, work: () => Promise<T>): Promise<T> =>
    turns.ofOwner(caller, async () => turns.ofBytes(caller, sha256, work));

  return {
    async put(caller, given, body) {
      const file = { ...given, id: randomUUID() };
      if (body instanceof Uint8Array) {
        const sha256 = createHash("sha256").update(body).digest("hex");
        const known = await entering(caller, sha256, async () => {
          const equal = await findEqual(caller, sha256);
          return equal === undefined ? undefined : enter(caller, file, equal);
        });
        if (known !== undefined) return toStored(known);
      }
      const stream = body instanceof Uint8Array ? streamOf(body) : body;
      const placed = await upload(caller, file, stream);
      return toStored(
        await entering(caller, placed.sha256, async () => settle(caller, file, placed)),
      );
    },
    async find(caller, id) {
      const record = await findRecord(caller, id);
      return record && toStored(record);
    },
    async read(caller, id, range) {
      const record = await findRecord(caller, id);
      if (record === undefined) throw notFound();
      return bytesOf(record).read(record.storageKey, range);
    },
    async list(caller, threadId) {
      const found = await records.listThread(caller, threadId);
      return Promise.all(found.filter(isKnown).map(toStored));
    },
    async remove(caller, id) {
      return turns.ofOwner(caller, async () => {
        const record = await findRecord(caller, id);
        return record !== undefined && drop(caller, record);
      });
    },
    removeThread: async (caller, threadId) =>
      dropAll(caller, async () => records.listThread(caller, threadId)),
    removeAll: async (caller) => dropAll(caller, async () => records.list(caller)),
  };
}

const streamOf = (bytes: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });

/**
 * The wanted name, or the first numbered one that no other file of the thread looks like; and the
 * file that is this one already.
 */
function choose(
  wanted: string,
  sha256: string,
  siblings: readonly FileRecord[],
  isKnown: (record: FileRecord) => boolean,
) {
  const byLook = new Map(siblings.map((record) => [lookOf(record.filename), record]));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : numberedName(wanted, number);
    const taken = byLook.get(lookOf(name));
    if (taken === undefined) return { name };
    if (taken.sha256 === sha256 && isKnown(taken)) return { name, same: taken };
  }
}
