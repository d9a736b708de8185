import { ownerKey } from "../../tools/ports/caller.ts";
import { AnalystError } from "../../tools/errors.ts";
import type { FileRecord, FileRecords } from "../../src/persistence/records/file-records.ts";

/** Records of files that are forgotten with the process. */
export function createMemoryFileRecords(): FileRecords {
  const kept: { owner: string; record: FileRecord }[] = [];
  const own = (owner: string) =>
    kept.filter((entry) => entry.owner === owner).map(({ record }) => record);

  return {
    async insert(caller, record) {
      if (kept.some((entry) => entry.record.fileId === record.fileId))
        throw new AnalystError("conflict", { en: "the id is taken", zh: "该 ID 已被使用" });
      const { userId, tenantId } = caller;
      const full = { ...record, userId, tenantId, createdAt: new Date() };
      kept.push({ owner: ownerKey(caller), record: full });
      return full;
    },
    find: async (caller, id) => own(ownerKey(caller)).find(({ fileId }) => fileId === id),
    list: async (caller, limit) => own(ownerKey(caller)).toReversed().slice(0, limit),
    listThread: async (caller, threadId) =>
      own(ownerKey(caller)).filter((record) => record.threadId === threadId),
    findBytes: async (caller, sha256) =>
      own(ownerKey(caller)).find((record) => record.sha256 === sha256),
    async usage(caller, threadId) {
      const counted = own(ownerKey(caller)).filter(
        (record) => threadId === undefined || record.threadId === threadId,
      );
      const bytes = counted.reduce((sum, record) => sum + record.bytes, 0);
      return { files: counted.length, bytes };
    },
    async remove(caller, id) {
      const at = kept.findIndex(
        ({ owner, record }) => owner === ownerKey(caller) && record.fileId === id,
      );
      return at < 0 ? undefined : kept.splice(at, 1)[0]?.record;
    },
    countKey: async (caller, key) =>
      own(ownerKey(caller)).filter(({ storageKey }) => storageKey === key).length,
  };
}
