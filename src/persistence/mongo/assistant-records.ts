import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { assistantNotFound, changedSince, idTaken } from "../record-errors.ts";
import type { AssistantRecord, AssistantRecords } from "../records/assistant-records.ts";
import type { MongoConnection } from "./connection.ts";
import { isDuplicate } from "./errors.ts";
import { optionalText } from "./fields.ts";

const Document = z
  .object({
    _id: z.string(),
    author: z.string(),
    tenantId: optionalText,
    version: z.number(),
    document: z.record(z.string(), z.unknown()),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .transform(({ _id, ...rest }): AssistantRecord => ({ assistantId: _id, ...rest }));

export function createMongoAssistants({ models }: MongoConnection, clock: Clock): AssistantRecords {
  const find: AssistantRecords["find"] = async ({ tenantId = null }, assistantId) => {
    const { assistants } = await models();
    const found = await assistants.findOne({ _id: assistantId, tenantId }).lean();
    return Document.optional().parse(found ?? undefined);
  };

  return {
    find,
    async insert({ userId, tenantId = null }, { assistantId, document }) {
      const { assistants } = await models();
      const now = new Date(clock.now());
      const whole = {
        _id: assistantId,
        author: userId,
        tenantId,
        version: 1,
        document,
        createdAt: now,
        updatedAt: now,
      };
      try {
        await assistants.create(whole);
      } catch (error) {
        throw isDuplicate(error) ? idTaken({ en: "assistant", zh: "助手" }) : error;
      }
      return Document.parse(whole);
    },
    async list({ tenantId = null }) {
      const { assistants } = await models();
      const found = assistants.find({ tenantId }).sort({ createdAt: -1, _id: -1 });
      return Document.array().parse(await found.lean());
    },
    async update(caller, assistantId, version, document) {
      const { assistants } = await models();
      const updated = await assistants
        .findOneAndUpdate(
          { _id: assistantId, tenantId: caller.tenantId ?? null, version },
          { $set: { document, updatedAt: new Date(clock.now()) }, $inc: { version: 1 } },
          { returnDocument: "after" },
        )
        .lean();
      if (updated !== null) return Document.parse(updated);
      throw (await find(caller, assistantId)) === undefined ? assistantNotFound() : changedSince();
    },
    async remove({ tenantId = null }, assistantId) {
      const { assistants } = await models();
      const { deletedCount } = await assistants.deleteOne({ _id: assistantId, tenantId });
      return deletedCount > 0;
    },
    async after(assistantId, limit) {
      const { assistants } = await models();
      const found = assistants
        .find({ _id: { $gt: assistantId } })
        .sort({ _id: 1 })
        .limit(limit);
      return Document.array().parse(await found.lean());
    },
  };
}
