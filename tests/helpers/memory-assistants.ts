import { changedSince, assistantNotFound, idTaken } from "../../src/persistence/record-errors.ts";
import type {
  AssistantRecord,
  AssistantRecords,
} from "../../src/persistence/records/assistant-records.ts";
import type { Caller } from "../../tools/ports/caller.ts";

/** Records of assistants that are forgotten with the test. `stored` is what a look into the database shows. */
export function createMemoryAssistants(): AssistantRecords & {
  readonly stored: Map<string, AssistantRecord>;
} {
  const stored = new Map<string, AssistantRecord>();
  let time = Date.UTC(2026, 0, 1);
  const now = () => new Date((time += 1_000));
  const own = ({ tenantId }: Caller, id: string) => {
    const record = stored.get(id);
    return record?.tenantId === tenantId ? record : undefined;
  };
  const keep = (record: AssistantRecord) => {
    stored.set(record.assistantId, structuredClone(record));
    return record;
  };

  return {
    stored,
    async insert({ userId: author, tenantId }, { assistantId, document }) {
      if (stored.has(assistantId)) throw idTaken({ en: "assistant", zh: "助手" });
      const made = now();
      const dates = { createdAt: made, updatedAt: made };
      return keep({ assistantId, author, tenantId, version: 1, document, ...dates });
    },
    find: async (caller, id) => own(caller, id),
    list: async (caller) =>
      [...stored.values()].filter((record) => record.tenantId === caller.tenantId).toReversed(),
    async update(caller, id, version, document) {
      const record = own(caller, id);
      if (record === undefined) throw assistantNotFound();
      if (record.version !== version) throw changedSince();
      return keep({ ...record, document, version: version + 1, updatedAt: now() });
    },
    remove: async (caller, id) => own(caller, id) !== undefined && stored.delete(id),
    after: async (id, limit) =>
      [...stored.values()]
        .filter(({ assistantId }) => assistantId > id)
        .toSorted((a, b) => (a.assistantId < b.assistantId ? -1 : 1))
        .slice(0, limit),
  };
}
