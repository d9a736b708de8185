import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { apiObjectNotFound } from "../record-errors.ts";
import {
  API_OBJECT_KINDS,
  type ApiObject,
  type ApiObjectRecords,
} from "../records/api-object-records.ts";
import type { MongoConnection } from "./connection.ts";
import { isDuplicate } from "./errors.ts";
import { optionalText, ownedBy } from "./fields.ts";

const Document = z
  .object({
    _id: z.string(),
    kind: z.enum(API_OBJECT_KINDS),
    threadId: z.string(),
    runId: optionalText,
    document: z.record(z.string(), z.unknown()),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .transform(({ _id, ...rest }): ApiObject => ({ id: _id, ...rest }));

export function createMongoApiObjects({ models }: MongoConnection, clock: Clock): ApiObjectRecords {
  return {
    async put(caller, { id, kind, threadId, runId, document }) {
      const { apiObjects } = await models();
      const now = new Date(clock.now());
      const own = { _id: id, ...ownedBy(caller) };
      const change = { $set: { document, updatedAt: now } };
      const made = { kind, threadId, runId: runId ?? null, createdAt: now };
      try {
        await apiObjects.updateOne(own, { ...change, $setOnInsert: made }, { upsert: true });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        // Another's, or made in this moment by another call of ours.
        await apiObjects.updateOne(own, change);
      }
      const found = await apiObjects.findOne(own).lean();
      if (found === null) throw apiObjectNotFound();
      return Document.parse(found);
    },
    async find(caller, kind, id) {
      const { apiObjects } = await models();
      const found = await apiObjects.findOne({ _id: id, kind, ...ownedBy(caller) }).lean();
      return Document.optional().parse(found ?? undefined);
    },
    async list(caller, { kind, threadId, runId, order, limit, newerThan, olderThan }) {
      const { apiObjects } = await models();
      const bounds = {
        ...(newerThan === undefined ? {} : { $gt: newerThan }),
        ...(olderThan === undefined ? {} : { $lt: olderThan }),
      };
      const found = apiObjects
        .find({
          threadId,
          kind,
          ...ownedBy(caller),
          ...(runId === undefined ? {} : { runId }),
          ...(Object.keys(bounds).length === 0 ? {} : { _id: bounds }),
        })
        .sort({ _id: order === "asc" ? 1 : -1 });
      return Document.array().parse(await found.limit(limit).lean());
    },
    async removeThread(caller, threadId) {
      const { apiObjects } = await models();
      await apiObjects.deleteMany({ threadId, ...ownedBy(caller) });
    },
  };
}
