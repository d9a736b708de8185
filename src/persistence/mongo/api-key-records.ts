import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { keyNameTaken } from "../record-errors.ts";
import type { ApiKeyRecord, ApiKeyRecords } from "../records/api-key-records.ts";
import type { MongoConnection } from "./connection.ts";
import { isDuplicate } from "./errors.ts";

const Document = z
  .object({
    _id: z.string(),
    name: z.string(),
    hash: z.string(),
    userId: z.string(),
    createdAt: z.date(),
    revokedAt: z.date().nullish(),
  })
  .transform(({ _id, revokedAt, ...rest }): ApiKeyRecord => ({
    keyId: _id,
    ...rest,
    revokedAt: revokedAt ?? undefined,
  }));

export function createMongoApiKeys({ models }: MongoConnection, clock: Clock): ApiKeyRecords {
  return {
    async insert({ keyId, ...rest }) {
      const { apiKeys } = await models();
      const whole = { _id: keyId, ...rest, isValid: true, createdAt: new Date(clock.now()) };
      try {
        await apiKeys.create(whole);
      } catch (error) {
        throw isDuplicate(error) ? keyNameTaken() : error;
      }
      return Document.parse(whole);
    },
    async find(keyId) {
      const { apiKeys } = await models();
      const found = await apiKeys.findOne({ _id: keyId, isValid: true }).lean();
      return Document.optional().parse(found ?? undefined);
    },
    async list() {
      const { apiKeys } = await models();
      return Document.array().parse(await apiKeys.find().sort({ createdAt: -1, _id: -1 }).lean());
    },
    async revoke(name) {
      const { apiKeys } = await models();
      const { matchedCount } = await apiKeys.updateOne(
        { name, isValid: true },
        { $set: { isValid: false, revokedAt: new Date(clock.now()) } },
      );
      return matchedCount > 0;
    },
  };
}
