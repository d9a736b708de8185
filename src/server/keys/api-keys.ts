import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { AnalystError } from "../../../tools/errors.ts";
import type { ApiKeyRecord, ApiKeyRecords } from "../../persistence/records/api-key-records.ts";

const KEY = /^ea_(?<id>[0-9a-f]{16})_[\w-]{43}$/;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");

/** Compared with when there is no such key, so that the answer takes as long. */
const NO_HASH = hashOf("");

export type ApiKeys = ReturnType<typeof createApiKeys>;

/** The keys of the server: 256 random bits each, of which only the hash is kept. */
export function createApiKeys(records: ApiKeyRecords) {
  return {
    /** The key itself, which cannot be had a second time. Raises `conflict`, `input_invalid`. */
    async create(name: string, userId = name): Promise<{ key: string; record: ApiKeyRecord }> {
      if (!NAME.test(name) || userId.trim() === "") {
        throw new AnalystError("input_invalid", {
          en: "A key's name has 1 to 64 letters, digits, blanks, dots, dashes or underscores.",
          zh: "密钥名称由 1 到 64 个字母、数字、空格、点、短横线或下划线组成。",
        });
      }
      const keyId = randomBytes(8).toString("hex");
      const key = `ea_${keyId}_${randomBytes(32).toString("base64url")}`;
      return { key, record: await records.insert({ keyId, name, hash: hashOf(key), userId }) };
    },

    /** The record of a valid key. */
    async check(key: string): Promise<ApiKeyRecord | undefined> {
      const id = KEY.exec(key)?.groups?.id;
      const record = id === undefined ? undefined : await records.find(id);
      const isSame = timingSafeEqual(
        Buffer.from(hashOf(key), "hex"),
        Buffer.from(record?.hash ?? NO_HASH, "hex"),
      );
      return isSame ? record : undefined;
    },

    /** Whether there has ever been a key: revoking the last one does not open the server. */
    async wereMade(): Promise<boolean> {
      return (await records.list()).length > 0;
    },

    async areValid(): Promise<boolean> {
      return (await records.list()).some(({ revokedAt }) => revokedAt === undefined);
    },
  };
}
