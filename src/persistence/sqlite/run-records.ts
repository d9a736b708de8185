import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { idTaken, runNotFound } from "../record-errors.ts";
import { RunError, RunStatus, RunStopReason, RunTurn, RunUsage } from "../records/run-fields.ts";
import type { RunRecord, RunRecords } from "../records/run-records.ts";
import { isTaken, json, optionalText, OWNED, ownerOf, time } from "./columns.ts";
import type { SqliteDatabase } from "./database.ts";

const Row = z
  .object({
    run_id: z.string(),
    thread_id: z.string(),
    user_id: z.string(),
    tenant_id: optionalText,
    assistant_id: optionalText,
    status: RunStatus,
    stop_reason: RunStopReason.nullable(),
    usage: json(RunUsage.optional()),
    error: json(RunError.optional()),
    turn: json(RunTurn.optional()),
    started_at: time,
    finished_at: time.nullable(),
  })
  .transform((row): RunRecord => ({
    runId: row.run_id,
    threadId: row.thread_id,
    userId: row.user_id,
    tenantId: row.tenant_id,
    assistantId: row.assistant_id,
    status: row.status,
    stopReason: row.stop_reason ?? undefined,
    usage: row.usage,
    error: row.error,
    turn: row.turn,
    startedAt: row.started_at,
    finishedAt: row.finished_at ?? undefined,
  }));

const toJson = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

export function createSqliteRuns(database: SqliteDatabase, clock: Clock): RunRecords {
  const abandon = database.prepare(`
    UPDATE runs SET status = 'abandoned', finished_at = ?
    WHERE thread_id = ? AND ${OWNED} AND status = 'running'`);
  const insert = database.prepare(`
    INSERT INTO runs (run_id, thread_id, user_id, tenant_id, assistant_id, turn, status, started_at)
    VALUES (?, ?, ?, ?, ?, ?, 'running', ?) RETURNING *`);
  const finish = database.prepare(`
    UPDATE runs SET status = ?, stop_reason = ?, usage = ?, error = ?, turn = COALESCE(?, turn),
      finished_at = ?
    WHERE run_id = ? AND ${OWNED}`);
  const find = database.prepare(`SELECT * FROM runs WHERE run_id = ? AND ${OWNED}`);
  const list = database.prepare(
    `SELECT * FROM runs WHERE thread_id = ? AND ${OWNED} ORDER BY started_at DESC, rowid DESC`,
  );
  const remove = database.prepare(`DELETE FROM runs WHERE thread_id = ? AND ${OWNED}`);

  return {
    async start(caller, { runId, threadId, assistantId = null, turn }) {
      const owner = ownerOf(caller);
      const now = clock.now();
      const start = database.transaction(() => {
        abandon.run(now, threadId, ...owner);
        return insert.get(runId, threadId, ...owner, assistantId, toJson(turn), now);
      });
      try {
        return Row.parse(start.immediate());
      } catch (error) {
        throw isTaken(error) ? idTaken({ en: "run", zh: "运行" }) : error;
      }
    },
    async finish(caller, runId, { status, stopReason = null, usage, error, turn }) {
      const values = [status, stopReason, toJson(usage), toJson(error), toJson(turn), clock.now()];
      if (finish.run(...values, runId, ...ownerOf(caller)).changes === 0) throw runNotFound();
    },
    async find(caller, runId) {
      return Row.optional().parse(find.get(runId, ...ownerOf(caller)));
    },
    async listThread(caller, threadId) {
      return Row.array().parse(list.all(threadId, ...ownerOf(caller)));
    },
    async removeThread(caller, threadId) {
      remove.run(threadId, ...ownerOf(caller));
    },
  };
}
