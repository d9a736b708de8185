import { z } from "zod";
import type { Clock } from "../../../tools/ports/clock.ts";
import { keyNameTaken } from "../record-errors.ts";
import type { ApiKeyRecord, ApiKeyRecords } from "../records/api-key-records.ts";
import { isTaken, time } from "./columns.ts";
import type { SqliteDatabase } from "./database.ts";

const Row = z
  .object({
    key_id: z.string(),
    name: z.string(),
    hash: z.string(),
    user_id: z.string(),
    created_at: time,
    revoked_at: time.nullable(),
  })
  .transform((row): ApiKeyRecord => ({
    keyId: row.key_id,
    name: row.name,
    hash: row.hash,
    userId: row.user_id,
    createdAt: row.created_at,
    revokedAt: row.revoked_at ?? undefined,
  }));

export function createSqliteApiKeys(database: SqliteDatabase, clock: Clock): ApiKeyRecords {
  const insert = database.prepare(`
    INSERT INTO api_keys (key_id, name, hash, user_id, created_at) VALUES (?, ?, ?, ?, ?)
    RETURNING *`);
  const find = database.prepare("SELECT * FROM api_keys WHERE key_id = ? AND revoked_at IS NULL");
  const list = database.prepare("SELECT * FROM api_keys ORDER BY created_at DESC, rowid DESC");
  const revoke = database.prepare(
    "UPDATE api_keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
  );

  return {
    async insert({ keyId, name, hash, userId }) {
      try {
        return Row.parse(insert.get(keyId, name, hash, userId, clock.now()));
      } catch (error) {
        throw isTaken(error) ? keyNameTaken() : error;
      }
    },
    async find(keyId) {
      return Row.optional().parse(find.get(keyId));
    },
    async list() {
      return Row.array().parse(list.all());
    },
    async revoke(name) {
      return revoke.run(clock.now(), name).changes > 0;
    },
  };
}
