import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { apiObjectNotFound } from "../record-errors.ts";
import {
  API_OBJECT_KINDS,
  type ApiObject,
  type ApiObjectRecords,
} from "../records/api-object-records.ts";
import { json, optionalText, OWNED, ownerOf, time } from "./columns.ts";
import type { SqliteDatabase } from "./database.ts";

const Row = z
  .object({
    object_id: z.string(),
    kind: z.enum(API_OBJECT_KINDS),
    thread_id: z.string(),
    run_id: optionalText,
    document: json(z.record(z.string(), z.unknown())),
    created_at: time,
    updated_at: time,
  })
  .transform((row): ApiObject => ({
    id: row.object_id,
    kind: row.kind,
    threadId: row.thread_id,
    runId: row.run_id,
    document: row.document,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));

const twice = (value: string | undefined) => [value ?? null, value ?? null];

export function createSqliteApiObjects(database: SqliteDatabase, clock: Clock): ApiObjectRecords {
  const put = database.prepare(`
    INSERT INTO api_objects
      (object_id, kind, thread_id, run_id, user_id, tenant_id, document, created_at, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (object_id) DO UPDATE SET
      document = excluded.document, updated_at = excluded.updated_at
    WHERE api_objects.user_id = excluded.user_id AND api_objects.tenant_id IS excluded.tenant_id
    RETURNING *`);
  const find = database.prepare(
    `SELECT * FROM api_objects WHERE kind = ? AND object_id = ? AND ${OWNED}`,
  );
  const listIn = (order: "ASC" | "DESC") =>
    database.prepare(`
      SELECT * FROM api_objects WHERE thread_id = ? AND kind = ? AND ${OWNED}
        AND (? IS NULL OR run_id = ?) AND (? IS NULL OR object_id > ?)
        AND (? IS NULL OR object_id < ?)
      ORDER BY object_id ${order} LIMIT ?`);
  const lists = { asc: listIn("ASC"), desc: listIn("DESC") };
  const remove = database.prepare(`DELETE FROM api_objects WHERE thread_id = ? AND ${OWNED}`);

  return {
    async put(caller, { id, kind, threadId, runId = null, document }) {
      const now = clock.now();
      const place = [id, kind, threadId, runId, ...ownerOf(caller)];
      const row = put.get(...place, JSON.stringify(document), now, now);
      if (row === undefined) throw apiObjectNotFound();
      return Row.parse(row);
    },
    async find(caller, kind, id) {
      return Row.optional().parse(find.get(kind, id, ...ownerOf(caller)));
    },
    async list(caller, { kind, threadId, runId, order, limit, newerThan, olderThan }) {
      const place = [threadId, kind, ...ownerOf(caller)];
      const bounds = [...twice(runId), ...twice(newerThan), ...twice(olderThan)];
      return Row.array().parse(lists[order].all(...place, ...bounds, limit));
    },
    async removeThread(caller, threadId) {
      remove.run(threadId, ...ownerOf(caller));
    },
  };
}
