import { keyNameTaken } from "../../src/persistence/record-errors.ts";
import type { ApiKeyRecord, ApiKeyRecords } from "../../src/persistence/records/api-key-records.ts";

const isValid = ({ revokedAt }: ApiKeyRecord) => revokedAt === undefined;

/** Keys that are forgotten at the end of a test. */
export function createMemoryApiKeys(): ApiKeyRecords {
  const records: ApiKeyRecord[] = [];
  return {
    async insert(key) {
      if (records.some((known) => isValid(known) && known.name === key.name)) throw keyNameTaken();
      const record = { ...key, createdAt: new Date() };
      records.unshift(record);
      return record;
    },
    find: async (keyId) => records.find((record) => record.keyId === keyId && isValid(record)),
    list: async () => [...records],
    async revoke(name) {
      const at = records.findIndex((record) => record.name === name && isValid(record));
      const record = records[at];
      if (record === undefined) return false;
      records[at] = { ...record, revokedAt: new Date() };
      return true;
    },
  };
}
