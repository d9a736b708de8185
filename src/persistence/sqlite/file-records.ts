import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { idTaken } from "../record-errors.ts";
import { Context, Sha256, Source } from "../records/file-fields.ts";
import type { FileRecord, FileRecords } from "../records/file-records.ts";
import { isTaken, optionalText, OWNED, ownerOf, time } from "./columns.ts";
import type { SqliteDatabase } from "./database.ts";

const Row = z
  .object({
    file_id: z.string(),
    user_id: z.string(),
    tenant_id: optionalText,
    thread_id: optionalText,
    assistant_id: optionalText,
    filename: z.string(),
    type: z.string(),
    bytes: z.number(),
    sha256: Sha256,
    source: Source,
    context: Context,
    storage_key: z.string(),
    filepath: z.string(),
    created_at: time,
  })
  .transform((row): FileRecord => ({
    fileId: row.file_id,
    userId: row.user_id,
    tenantId: row.tenant_id,
    threadId: row.thread_id,
    assistantId: row.assistant_id,
    filename: row.filename,
    type: row.type,
    bytes: row.bytes,
    sha256: row.sha256,
    source: row.source,
    context: row.context,
    storageKey: row.storage_key,
    filepath: row.filepath,
    createdAt: row.created_at,
  }));

const Usage = z.object({ files: z.number(), bytes: z.number() });
const Count = z.object({ count: z.number() });

export function createSqliteFiles(database: SqliteDatabase, clock: Clock): FileRecords {
  const insert = database.prepare(`
    INSERT INTO files (file_id, user_id, tenant_id, thread_id, assistant_id, filename, type, bytes,
      sha256, source, context, storage_key, filepath, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`);
  const find = database.prepare(`SELECT * FROM files WHERE file_id = ? AND ${OWNED}`);
  const list = database.prepare(
    `SELECT * FROM files WHERE ${OWNED} ORDER BY created_at DESC, rowid DESC LIMIT ?`,
  );
  const listThread = database.prepare(
    `SELECT * FROM files WHERE thread_id = ? AND ${OWNED} ORDER BY created_at, rowid`,
  );
  const findBytes = database.prepare(`SELECT * FROM files WHERE sha256 = ? AND ${OWNED} LIMIT 1`);
  const usage = (where: string) =>
    database.prepare(`
      SELECT COUNT(*) AS files, COALESCE(SUM(bytes), 0) AS bytes FROM files WHERE ${OWNED}${where}`);
  const usageOfUser = usage("");
  const usageOfThread = usage(" AND thread_id = ?");
  const remove = database.prepare(`DELETE FROM files WHERE file_id = ? AND ${OWNED} RETURNING *`);
  const countKey = database.prepare(
    `SELECT COUNT(*) AS count FROM files WHERE storage_key = ? AND ${OWNED}`,
  );

  return {
    async insert(caller, file) {
      const { threadId = null, assistantId = null } = file;
      try {
        return Row.parse(
          insert.get(
            file.fileId,
            ...ownerOf(caller),
            threadId,
            assistantId,
            file.filename,
            file.type,
            file.bytes,
            file.sha256,
            file.source,
            file.context,
            file.storageKey,
            file.filepath,
            clock.now(),
          ),
        );
      } catch (error) {
        throw isTaken(error) ? idTaken({ en: "file", zh: "文件" }) : error;
      }
    },
    async find(caller, fileId) {
      return Row.optional().parse(find.get(fileId, ...ownerOf(caller)));
    },
    async list(caller, limit = -1) {
      return Row.array().parse(list.all(...ownerOf(caller), limit));
    },
    async listThread(caller, threadId) {
      return Row.array().parse(listThread.all(threadId, ...ownerOf(caller)));
    },
    async findBytes(caller, sha256) {
      return Row.optional().parse(findBytes.get(sha256, ...ownerOf(caller)));
    },
    async usage(caller, threadId) {
      const owner = ownerOf(caller);
      return Usage.parse(
        threadId === undefined ? usageOfUser.get(...owner) : usageOfThread.get(...owner, threadId),
      );
    },
    async remove(caller, fileId) {
      return Row.optional().parse(remove.get(fileId, ...ownerOf(caller)));
    },
    async countKey(caller, storageKey) {
      return Count.parse(countKey.get(storageKey, ...ownerOf(caller))).count;
    },
  };
}
