import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { assistantNotFound, changedSince, idTaken } from "../record-errors.ts";
import type { AssistantRecord, AssistantRecords } from "../records/assistant-records.ts";
import { isTaken, json, optionalText, tenantOf, time } from "./columns.ts";
import type { SqliteDatabase } from "./database.ts";

const Row = z
  .object({
    assistant_id: z.string(),
    author: z.string(),
    tenant_id: optionalText,
    version: z.number(),
    document: json(z.record(z.string(), z.unknown())),
    created_at: time,
    updated_at: time,
  })
  .transform((row): AssistantRecord => ({
    assistantId: row.assistant_id,
    author: row.author,
    tenantId: row.tenant_id,
    version: row.version,
    document: row.document,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));

export function createSqliteAssistants(database: SqliteDatabase, clock: Clock): AssistantRecords {
  const insert = database.prepare(`
    INSERT INTO assistants
      (assistant_id, author, tenant_id, version, document, created_at, updated_at)
    VALUES (?, ?, ?, 1, ?, ?, ?) RETURNING *`);
  const find = database.prepare(
    "SELECT * FROM assistants WHERE assistant_id = ? AND tenant_id IS ?",
  );
  // Also for no tenant at all: the driver takes a lone NULL for a missing value.
  const list = database.prepare(
    "SELECT * FROM assistants WHERE tenant_id IS ? AND version >= ? ORDER BY created_at DESC, rowid DESC",
  );
  const update = database.prepare(`
    UPDATE assistants SET document = ?, version = version + 1, updated_at = ?
    WHERE assistant_id = ? AND tenant_id IS ? AND version = ? RETURNING *`);
  const remove = database.prepare(
    "DELETE FROM assistants WHERE assistant_id = ? AND tenant_id IS ?",
  );
  const after = database.prepare(
    "SELECT * FROM assistants WHERE assistant_id > ? ORDER BY assistant_id LIMIT ?",
  );

  return {
    async insert(caller, { assistantId, document }) {
      const now = clock.now();
      const tenant = tenantOf(caller);
      try {
        return Row.parse(
          insert.get(assistantId, caller.userId, tenant, JSON.stringify(document), now, now),
        );
      } catch (error) {
        throw isTaken(error) ? idTaken({ en: "assistant", zh: "助手" }) : error;
      }
    },
    async find(caller, assistantId) {
      return Row.optional().parse(find.get(assistantId, tenantOf(caller)));
    },
    async list(caller) {
      return Row.array().parse(list.all(tenantOf(caller), 1));
    },
    async update(caller, assistantId, version, document) {
      const tenant = tenantOf(caller);
      const text = JSON.stringify(document);
      const row = update.get(text, clock.now(), assistantId, tenant, version);
      if (row !== undefined) return Row.parse(row);
      throw find.get(assistantId, tenant) === undefined ? assistantNotFound() : changedSince();
    },
    async remove(caller, assistantId) {
      return remove.run(assistantId, tenantOf(caller)).changes > 0;
    },
    async after(assistantId, limit) {
      return Row.array().parse(after.all(assistantId, limit));
    },
  };
}
