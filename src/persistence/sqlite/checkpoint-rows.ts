import { uuid5, type SerializerProtocol } from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import { type CheckpointRows, RowMetadata } from "../pruning/checkpoint-rows.ts";
import { optionalText } from "./columns.ts";
import type { SqliteDatabase } from "./database.ts";
import { hasTable } from "./migrations.ts";

const Row = z
  .object({
    checkpoint_id: z.string(),
    parent_checkpoint_id: optionalText,
    metadata: z.string(),
  })
  .transform((row) => ({
    id: row.checkpoint_id,
    parent: row.parent_checkpoint_id,
    metadata: RowMetadata.parse(JSON.parse(row.metadata)),
  }));

/** The tables of LangGraph's saver, which makes them at its first use. */
export function createSqliteCheckpointRows(
  database: SqliteDatabase,
  serde: SerializerProtocol,
): CheckpointRows {
  const OF = "thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?";
  return {
    async list(threadId) {
      if (!hasTable(database, "checkpoints")) return [];
      const rows = database
        .prepare(
          `SELECT checkpoint_id, parent_checkpoint_id, CAST(metadata AS TEXT) AS metadata
           FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ''`,
        )
        .all(threadId);
      return Row.array().parse(rows);
    },
    async merge(threadId, { first, writes, end, dropped, slimmed }) {
      const dumped = await Promise.all(writes.map(async ([, value]) => serde.dumpsTyped(value)));
      const slim = await Promise.all(
        slimmed.map(async ({ checkpoint, metadata }) => ({
          id: checkpoint.id,
          checkpoint: (await serde.dumpsTyped(checkpoint))[1],
          metadata: (await serde.dumpsTyped(metadata))[1],
        })),
      );
      database
        .transaction(() => {
          for (const id of [first, ...dropped])
            database.prepare(`DELETE FROM writes WHERE ${OF}`).run(threadId, id);
          for (const id of dropped)
            database.prepare(`DELETE FROM checkpoints WHERE ${OF}`).run(threadId, id);
          const insert = database.prepare(
            `INSERT INTO writes (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, value)
             VALUES (?, '', ?, ?, ?, ?, ?, ?)`,
          );
          for (const [index, [channel]] of writes.entries()) {
            const [type, value] = dumped[index] ?? [];
            insert.run(threadId, first, uuid5("merged", first), index, channel, type, value);
          }
          database
            .prepare(`UPDATE checkpoints SET parent_checkpoint_id = ? WHERE ${OF}`)
            .run(first, threadId, end);
          const rewrite = database.prepare(
            `UPDATE checkpoints SET checkpoint = ?, metadata = ? WHERE ${OF}`,
          );
          for (const { id, checkpoint, metadata } of slim)
            rewrite.run(checkpoint, metadata, threadId, id);
        })
        .immediate();
    },
  };
}
