import { uuid5, type SerializerProtocol } from "@langchain/langgraph-checkpoint";
import type { MongoClient } from "mongodb";
import { z } from "zod";
import { type CheckpointRows, RowMetadata } from "../pruning/checkpoint-rows.ts";
import { CHECKPOINTS, WRITES } from "./checkpointer.ts";
import { optionalText } from "./fields.ts";

const Document = z
  .object({
    checkpoint_id: z.string(),
    parent_checkpoint_id: optionalText,
    metadata_search: RowMetadata,
  })
  .transform((row) => ({
    id: row.checkpoint_id,
    parent: row.parent_checkpoint_id,
    metadata: row.metadata_search,
  }));

/**
 * The collections of LangGraph's saver. There are no transactions on a single server, so the order
 * counts: merged writes are read beside the ones they stand for without another result, since both
 * reducers replace by id.
 */
export function createMongoCheckpointRows(
  client: MongoClient,
  serde: SerializerProtocol,
): CheckpointRows {
  const checkpoints = () => client.db().collection(CHECKPOINTS);
  const pendingWrites = () => client.db().collection(WRITES);
  return {
    async list(threadId) {
      const found = await checkpoints()
        .find({ thread_id: threadId, checkpoint_ns: "" })
        .project({ checkpoint_id: 1, parent_checkpoint_id: 1, metadata_search: 1 })
        .toArray();
      return Document.array().parse(found);
    },
    async merge(threadId, { first, writes, end, dropped, slimmed }) {
      const of = { thread_id: threadId, checkpoint_ns: "" };
      const task_id = uuid5("merged", first);
      for (const [idx, [channel, given]] of writes.entries()) {
        const [type, value] = await serde.dumpsTyped(given);
        await pendingWrites().updateOne(
          { ...of, checkpoint_id: first, task_id, idx },
          { $set: { channel, type, value } },
          { upsert: true },
        );
      }
      await checkpoints().updateOne(
        { ...of, checkpoint_id: end },
        { $set: { parent_checkpoint_id: first } },
      );
      await pendingWrites().deleteMany({ ...of, checkpoint_id: first, task_id: { $ne: task_id } });
      await pendingWrites().deleteMany({ ...of, checkpoint_id: { $in: [...dropped] } });
      await checkpoints().deleteMany({ ...of, checkpoint_id: { $in: [...dropped] } });
      for (const { checkpoint, metadata } of slimmed) {
        const [, serializedCheckpoint] = await serde.dumpsTyped(checkpoint);
        const [, serializedMetadata] = await serde.dumpsTyped(metadata);
        await checkpoints().updateOne(
          { ...of, checkpoint_id: checkpoint.id },
          {
            $set: {
              checkpoint: serializedCheckpoint,
              metadata: serializedMetadata,
              metadata_search: metadata,
            },
          },
        );
      }
    },
  };
}
