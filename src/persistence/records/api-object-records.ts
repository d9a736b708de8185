import type { Caller } from "../../../tools/ports/caller.ts";

/** What OpenAI's Assistants API keeps beside the conversation itself. */
export const API_OBJECT_KINDS = ["thread", "message", "run", "step"] as const;
export type ApiObjectKind = (typeof API_OBJECT_KINDS)[number];

/** One object of a client's, as the protocol made it. */
export interface ApiObject {
  /** Ids of one kind sort in the order in which they were made. */
  readonly id: string;
  readonly kind: ApiObjectKind;
  /** The thread it belongs to; a thread belongs to itself. */
  readonly threadId: string;
  readonly runId?: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type NewApiObject = Omit<ApiObject, "createdAt" | "updatedAt">;

export interface ApiObjectQuery {
  readonly kind: ApiObjectKind;
  readonly threadId: string;
  readonly runId?: string;
  /** `asc`: the oldest first. */
  readonly order: "asc" | "desc";
  readonly limit: number;
  /** Only what is newer than this id, and only what is older. */
  readonly newerThan?: string;
  readonly olderThan?: string;
}

/** A caller's own objects; another user's are not found. */
export interface ApiObjectRecords {
  /** Makes the object, or gives the one of this id a new document. Raises `not_found` when it is another user's. */
  put(caller: Caller, object: NewApiObject): Promise<ApiObject>;
  find(caller: Caller, kind: ApiObjectKind, id: string): Promise<ApiObject | undefined>;
  list(caller: Caller, query: ApiObjectQuery): Promise<ApiObject[]>;
  /** The thread with all that belongs to it. */
  removeThread(caller: Caller, threadId: string): Promise<void>;
}
