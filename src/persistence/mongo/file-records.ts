import { z } from "zod";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { Clock } from "../../../tools/ports/clock.ts";
import { idTaken } from "../record-errors.ts";
import { Context, Sha256, Source } from "../records/file-fields.ts";
import type { FileRecord, FileRecords, NewFileRecord } from "../records/file-records.ts";
import type { MongoConnection } from "./connection.ts";
import { isDuplicate } from "./errors.ts";
import { optionalText, ownedBy } from "./fields.ts";
import { derivedId, userObjectId } from "./object-id.ts";

const Document = z.object({
  file_id: z.string(),
  tenantId: optionalText,
  filename: z.string(),
  type: z.string(),
  bytes: z.number(),
  source: Source,
  context: Context,
  storageKey: z.string(),
  filepath: z.string(),
  createdAt: z.date(),
  metadata: z.object({
    e2bAnalyst: z.object({ sha256: Sha256, threadId: optionalText, assistantId: optionalText }),
  }),
});

/** Whose it is the filter has said: LibreChat's form of a user id cannot be turned back. */
function toRecord(document: unknown, { userId }: Caller): FileRecord {
  const { file_id, metadata, ...rest } = Document.parse(document);
  return { fileId: file_id, userId, ...rest, ...metadata.e2bAnalyst };
}

const OURS = "metadata.e2bAnalyst";

/** Our records of a caller's, never LibreChat's own, which lack the mark. */
const filterOf = ({ userId, tenantId }: Caller) => ({
  user: userObjectId(userId),
  tenantId: tenantId ?? null,
  [OURS]: { $exists: true },
});

const Usage = z.object({ files: z.number(), bytes: z.number() });

/** Files of one millisecond keep their order: no stamp is given twice. */
function createStamps(clock: Clock): () => Date {
  let last = 0;
  return () => {
    last = Math.max(last + 1, clock.now());
    return new Date(last);
  };
}

export function createMongoFiles({ models }: MongoConnection, clock: Clock): FileRecords {
  const stamp = createStamps(clock);

  const documentOf = (caller: Caller, file: NewFileRecord, conversationId: string | undefined) => {
    const now = stamp();
    const { threadId, assistantId, sha256 } = file;
    return {
      // Makes the file id unique without an index of ours on LibreChat's collection.
      _id: derivedId(`file:${file.fileId}`),
      user: userObjectId(caller.userId),
      file_id: file.fileId,
      ...(conversationId === undefined ? {} : { conversationId }),
      filename: file.filename,
      filepath: file.filepath,
      storageKey: file.storageKey,
      type: file.type,
      bytes: file.bytes,
      object: "file",
      source: file.source,
      context: file.context,
      embedded: false,
      usage: 0,
      metadata: { e2bAnalyst: { sha256, threadId, assistantId } },
      ...(caller.tenantId === undefined ? {} : { tenantId: caller.tenantId }),
      createdAt: now,
      updatedAt: now,
    };
  };

  return {
    async insert(caller, file) {
      const { files, threads } = await models();
      const thread =
        file.threadId === undefined
          ? null
          : await threads.findOne({ _id: file.threadId, ...ownedBy(caller) }).lean();
      const document = documentOf(caller, file, thread?.conversationId ?? undefined);
      try {
        await files.create(document);
      } catch (error) {
        throw isDuplicate(error) ? idTaken({ en: "file", zh: "文件" }) : error;
      }
      return toRecord(document, caller);
    },
    async find(caller, fileId) {
      const { files } = await models();
      const found = await files.findOne({ file_id: fileId, ...filterOf(caller) }).lean();
      return found === null ? undefined : toRecord(found, caller);
    },
    async list(caller, limit = 0) {
      const { files } = await models();
      const found = files.find(filterOf(caller)).sort({ createdAt: -1 }).limit(limit);
      return (await found.lean()).map((document) => toRecord(document, caller));
    },
    async listThread(caller, threadId) {
      const { files } = await models();
      const found = files.find({ ...filterOf(caller), [`${OURS}.threadId`]: threadId });
      const documents = await found.sort({ createdAt: 1 }).lean();
      return documents.map((document) => toRecord(document, caller));
    },
    async findBytes(caller, sha256) {
      const { files } = await models();
      const filter = { ...filterOf(caller), [`${OURS}.sha256`]: sha256 };
      const found = await files.findOne(filter).lean();
      return found === null ? undefined : toRecord(found, caller);
    },
    async usage(caller, threadId) {
      const { files } = await models();
      const ofThread = threadId === undefined ? {} : { [`${OURS}.threadId`]: threadId };
      const [sum] = await files.aggregate([
        { $match: { ...filterOf(caller), ...ofThread } },
        { $group: { _id: null, files: { $sum: 1 }, bytes: { $sum: "$bytes" } } },
      ]);
      return Usage.parse(sum ?? { files: 0, bytes: 0 });
    },
    async remove(caller, fileId) {
      const { files } = await models();
      const removed = await files.findOneAndDelete({ file_id: fileId, ...filterOf(caller) }).lean();
      return removed === null ? undefined : toRecord(removed, caller);
    },
    async countKey(caller, storageKey) {
      const { files } = await models();
      return files.countDocuments({ storageKey, ...filterOf(caller) });
    },
  };
}
