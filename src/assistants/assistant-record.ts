import type { Caller } from "../../tools/ports/caller.ts";
import type { AssistantRecord } from "../persistence/records/assistant-records.ts";
import { unreadable } from "./assistant-errors.ts";
import { ASSISTANT_DEFAULTS, AssistantDocument, type Assistant } from "./assistant-schema.ts";
import { maskSecrets } from "./assistant-secrets.ts";

/** A document of an older release has the defaults for what it does not know. Raises `state_unusable`. */
export function documentOf({ assistantId, document }: AssistantRecord): AssistantDocument {
  const parsed = AssistantDocument.strip().safeParse({ ...ASSISTANT_DEFAULTS, ...document });
  if (!parsed.success) throw unreadable(assistantId, parsed.error);
  return parsed.data;
}

/** The author as the owner of files: never with an admin's rights. */
export const authorOf = ({
  author: userId,
  tenantId,
}: Pick<AssistantRecord, "author" | "tenantId">): Caller => ({
  userId,
  ...(tenantId === undefined ? {} : { tenantId }),
  isAdmin: false,
  groups: [],
});

/** As every answer shows it: with masked secrets. */
export function toAssistant(record: AssistantRecord): Assistant {
  const { assistantId: id, author, version, createdAt, updatedAt } = record;
  return { ...maskSecrets(documentOf(record)), id, author, version, createdAt, updatedAt };
}
