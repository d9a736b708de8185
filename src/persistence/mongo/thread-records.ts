import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { threadNotFound } from "../record-errors.ts";
import type { ThreadRecord, ThreadRecords } from "../records/thread-records.ts";
import type { MongoConnection } from "./connection.ts";
import { isDuplicate } from "./errors.ts";
import { optionalText, ownedBy } from "./fields.ts";

const Document = z
  .object({
    _id: z.string(),
    userId: z.string(),
    tenantId: optionalText,
    conversationId: optionalText,
    assistantId: optionalText,
    sandboxId: optionalText,
    createdAt: z.date(),
    lastUsedAt: z.date(),
  })
  .transform(({ _id, ...rest }): ThreadRecord => ({ threadId: _id, ...rest }));

export function createMongoThreads({ models }: MongoConnection, clock: Clock): ThreadRecords {
  return {
    async open(caller, threadId, { conversationId, assistantId } = {}) {
      const { threads } = await models();
      const now = new Date(clock.now());
      const own = { _id: threadId, ...ownedBy(caller) };
      const use = {
        lastUsedAt: now,
        ...(conversationId === undefined ? {} : { conversationId }),
        ...(assistantId === undefined ? {} : { assistantId }),
      };
      try {
        const made = { $set: use, $setOnInsert: { createdAt: now } };
        await threads.updateOne(own, made, { upsert: true });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        // Another's, or made in this moment by another call of ours.
        await threads.updateOne(own, { $set: use });
      }
      const found = await threads.findOne(own).lean();
      if (found === null) throw threadNotFound();
      return Document.parse(found);
    },
    async find(caller, threadId) {
      const { threads } = await models();
      const found = await threads.findOne({ _id: threadId, ...ownedBy(caller) }).lean();
      return Document.optional().parse(found ?? undefined);
    },
    async findConversation(caller, conversationId) {
      const { threads } = await models();
      const found = await threads
        .findOne({ conversationId, ...ownedBy(caller) })
        .sort({ lastUsedAt: -1 })
        .lean();
      return Document.optional().parse(found ?? undefined);
    },
    async list(caller, limit = 0) {
      const { threads } = await models();
      const found = threads.find(ownedBy(caller)).sort({ lastUsedAt: -1, _id: -1 });
      return Document.array().parse(await found.limit(limit).lean());
    },
    async setSandbox(caller, threadId, sandboxId) {
      const { threads } = await models();
      const { matchedCount } = await threads.updateOne(
        { _id: threadId, ...ownedBy(caller) },
        sandboxId === undefined ? { $unset: { sandboxId: 1 } } : { $set: { sandboxId } },
      );
      if (matchedCount === 0) throw threadNotFound();
    },
    async remove(caller, threadId) {
      const { threads } = await models();
      const { deletedCount } = await threads.deleteOne({ _id: threadId, ...ownedBy(caller) });
      return deletedCount > 0;
    },
    async idle(before, limit) {
      const { threads } = await models();
      const found = threads
        .find({ sandboxId: { $type: "string" }, lastUsedAt: { $lt: before } })
        .sort({ lastUsedAt: 1 });
      return Document.array().parse(await found.limit(limit).lean());
    },
  };
}
