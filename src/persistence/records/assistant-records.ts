import type { Caller } from "../../../tools/ports/caller.ts";

/** A stored assistant: what queries need in columns, the rest as the checked document. */
export interface AssistantRecord {
  readonly assistantId: string;
  readonly author: string;
  readonly tenantId?: string;
  /** Counts changes, from 1: a change names the version that it was made from. */
  readonly version: number;
  /** Plain JSON, as the assistant's schema made it; secrets are encrypted in it. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Keeps a caller to the own tenant; who may see and change an assistant is the policy's to say. */
export interface AssistantRecords {
  /** Raises `conflict` when the id is taken. */
  insert(
    caller: Caller,
    record: Pick<AssistantRecord, "assistantId" | "document">,
  ): Promise<AssistantRecord>;
  find(caller: Caller, assistantId: string): Promise<AssistantRecord | undefined>;
  /** All of the tenant, the newest first. */
  list(caller: Caller): Promise<AssistantRecord[]>;
  /** Raises `conflict` when the stored version is another one, `not_found` when there is none. */
  update(
    caller: Caller,
    assistantId: string,
    version: number,
    document: AssistantRecord["document"],
  ): Promise<AssistantRecord>;
  remove(caller: Caller, assistantId: string): Promise<boolean>;
  /** For housekeeping, over all tenants: those whose id follows, in the order of ids. */
  after(assistantId: string, limit: number): Promise<AssistantRecord[]>;
}
