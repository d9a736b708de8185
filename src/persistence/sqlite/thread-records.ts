import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { threadNotFound } from "../record-errors.ts";
import type { ThreadRecord, ThreadRecords } from "../records/thread-records.ts";
import { optionalText, OWNED, ownerOf, time } from "./columns.ts";
import type { SqliteDatabase } from "./database.ts";

const Row = z
  .object({
    thread_id: z.string(),
    user_id: z.string(),
    tenant_id: optionalText,
    conversation_id: optionalText,
    assistant_id: optionalText,
    sandbox_id: optionalText,
    created_at: time,
    last_used_at: time,
  })
  .transform((row): ThreadRecord => ({
    threadId: row.thread_id,
    userId: row.user_id,
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    assistantId: row.assistant_id,
    sandboxId: row.sandbox_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }));

export function createSqliteThreads(database: SqliteDatabase, clock: Clock): ThreadRecords {
  const open = database.prepare(`
    INSERT INTO threads
      (thread_id, user_id, tenant_id, conversation_id, assistant_id, created_at, last_used_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (thread_id) DO UPDATE SET
      conversation_id = COALESCE(excluded.conversation_id, threads.conversation_id),
      assistant_id = COALESCE(excluded.assistant_id, threads.assistant_id),
      last_used_at = excluded.last_used_at
    WHERE threads.user_id = excluded.user_id AND threads.tenant_id IS excluded.tenant_id
    RETURNING *`);
  const find = database.prepare(`SELECT * FROM threads WHERE thread_id = ? AND ${OWNED}`);
  const findConversation = database.prepare(
    `SELECT * FROM threads WHERE conversation_id = ? AND ${OWNED} ORDER BY last_used_at DESC LIMIT 1`,
  );
  const list = database.prepare(
    `SELECT * FROM threads WHERE ${OWNED} ORDER BY last_used_at DESC, rowid DESC LIMIT ?`,
  );
  const setSandbox = database.prepare(
    `UPDATE threads SET sandbox_id = ? WHERE thread_id = ? AND ${OWNED}`,
  );
  const remove = database.prepare(`DELETE FROM threads WHERE thread_id = ? AND ${OWNED}`);
  const idle = database.prepare(`
    SELECT * FROM threads WHERE sandbox_id IS NOT NULL AND last_used_at < ?
    ORDER BY last_used_at LIMIT ?`);

  return {
    async open(caller, threadId, facts = {}) {
      const now = clock.now();
      const { conversationId = null, assistantId = null } = facts;
      const owner = ownerOf(caller);
      const row = open.get(threadId, ...owner, conversationId, assistantId, now, now);
      if (row === undefined) throw threadNotFound();
      return Row.parse(row);
    },
    async find(caller, threadId) {
      return Row.optional().parse(find.get(threadId, ...ownerOf(caller)));
    },
    async findConversation(caller, conversationId) {
      return Row.optional().parse(findConversation.get(conversationId, ...ownerOf(caller)));
    },
    async list(caller, limit = -1) {
      return Row.array().parse(list.all(...ownerOf(caller), limit));
    },
    async setSandbox(caller, threadId, sandboxId) {
      const { changes } = setSandbox.run(sandboxId ?? null, threadId, ...ownerOf(caller));
      if (changes === 0) throw threadNotFound();
    },
    async remove(caller, threadId) {
      return remove.run(threadId, ...ownerOf(caller)).changes > 0;
    },
    async idle(before, limit) {
      return Row.array().parse(idle.all(before.getTime(), limit));
    },
  };
}
