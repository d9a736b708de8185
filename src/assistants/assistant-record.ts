import type { Caller } from "../../tools/ports/caller.ts";
import type { AssistantRecord } from "../persistence/records/assistant-records.ts";
import { unreadable } from "./assistant-errors.ts";
import type { AssistantFacts } from "./assistant-policy.ts";
import { ASSISTANT_DEFAULTS, AssistantDocument, type Assistant } from "./assistant-schema.ts";
import { maskSecrets } from "./assistant-secrets.ts";

/** A document of an older release has the defaults for what it does not know. */
const parse = ({ document }: AssistantRecord) =>
  AssistantDocument.strip().safeParse({ ...ASSISTANT_DEFAULTS, ...document });

/** Raises `state_unusable` for a document of a newer release, or a damaged one. */
export function documentOf(record: AssistantRecord): AssistantDocument {
  const parsed = parse(record);
  if (!parsed.success) throw unreadable(record.assistantId, parsed.error);
  return parsed.data;
}

export const isReadable = (record: AssistantRecord): boolean => parse(record).success;

/** What the policy is told of it. One that cannot be read is shared with nobody. */
export function factsOf(record: AssistantRecord): AssistantFacts {
  const { author } = record;
  const { data } = parse(record);
  return { author, isPublic: data?.is_public ?? false, groups: data?.groups ?? [] };
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
