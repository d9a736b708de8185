import type { Caller } from "../../../tools/ports/caller.ts";

/** One conversation: whose it is, what it talks to, and which sandbox it has. */
export interface ThreadRecord {
  readonly threadId: string;
  readonly userId: string;
  readonly tenantId?: string;
  /** The conversation of an outside client, such as LibreChat's. */
  readonly conversationId?: string;
  readonly assistantId?: string;
  readonly sandboxId?: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
}

/** A caller's own threads; another user's are not found. */
export interface ThreadRecords {
  /**
   * The thread of this id, made when there is none; its last use is now. Raises `not_found` when
   * the id is another user's.
   */
  open(
    caller: Caller,
    threadId: string,
    facts?: Pick<ThreadRecord, "conversationId" | "assistantId">,
  ): Promise<ThreadRecord>;
  find(caller: Caller, threadId: string): Promise<ThreadRecord | undefined>;
  findConversation(caller: Caller, conversationId: string): Promise<ThreadRecord | undefined>;
  /** The last used first. */
  list(caller: Caller, limit?: number): Promise<ThreadRecord[]>;
  /** Notes the thread's sandbox; undefined: it has none. */
  setSandbox(caller: Caller, threadId: string, sandboxId: string | undefined): Promise<void>;
  remove(caller: Caller, threadId: string): Promise<boolean>;
  /** For housekeeping, over all users: threads with a sandbox, not used since then; the oldest first. */
  idle(before: Date, limit: number): Promise<ThreadRecord[]>;
}
