import { AnalystError } from "../../tools/errors.ts";
import type {
  AssistantRecord,
  AssistantRecords,
} from "../persistence/records/assistant-records.ts";
import type { Keyring } from "../secrets/keyring.ts";
import { documentOf } from "./assistant-record.ts";
import { resealSecrets } from "./assistant-secrets.ts";

const PAGE = 50;

/** Seals one assistant anew; when somebody changed it meanwhile, it is read and tried again. */
async function rotateOne(records: AssistantRecords, read: AssistantRecord, keyring: Keyring) {
  const { author: userId, tenantId, assistantId } = read;
  const caller = { userId, tenantId, isAdmin: true, groups: [] };
  let record: AssistantRecord | undefined = read;
  while (record !== undefined) {
    const sealed = resealSecrets(documentOf(record), assistantId, keyring);
    if (sealed === undefined) return false;
    try {
      await records.update(caller, assistantId, record.version, sealed);
      return true;
    } catch (error) {
      const isRace = AnalystError.isInstance(error) && /^(?:conflict|not_found)$/.test(error.code);
      if (!isRace) throw error;
      record = await records.find(caller, assistantId);
    }
  }
  return false;
}

/**
 * Seals every stored secret with the first key of the ring, over all tenants; how many assistants
 * that changed. What is done stays done: after an interruption it goes on where it was.
 */
export async function rotateSecrets(records: AssistantRecords, keyring: Keyring): Promise<number> {
  let rotated = 0;
  let last = "";
  for (;;) {
    const page = await records.after(last, PAGE);
    for (const record of page) if (await rotateOne(records, record, keyring)) rotated += 1;
    const end = page.at(-1);
    if (end === undefined) return rotated;
    last = end.assistantId;
  }
}
