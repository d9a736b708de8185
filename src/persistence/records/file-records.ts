import type { Caller } from "../../../tools/ports/caller.ts";
import type { FileContext } from "../../../tools/ports/file-store.ts";

/** Where bytes lie, in LibreChat's words. */
export type FileSource = "local" | "s3" | "azure_blob";

/** A stored file as LibreChat's `files` collection has it, with our hash and thread beside. */
export interface FileRecord {
  /** UUID v4. */
  readonly fileId: string;
  readonly userId: string;
  readonly tenantId?: string;
  readonly threadId?: string;
  readonly assistantId?: string;
  readonly filename: string;
  readonly type: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly source: FileSource;
  readonly context: FileContext;
  /** Where the store keeps the bytes; equal bytes of one user share it. */
  readonly storageKey: string;
  /** As LibreChat shows it. */
  readonly filepath: string;
  readonly createdAt: Date;
}

export type NewFileRecord = Omit<FileRecord, "userId" | "tenantId" | "createdAt">;

export interface FileUsage {
  readonly files: number;
  /** Sum over records: equal bytes count as often as they were given. */
  readonly bytes: number;
}

/** The caller's own files; another user's are not found. */
export interface FileRecords {
  /** Raises `conflict` when the id is taken. */
  insert(caller: Caller, record: NewFileRecord): Promise<FileRecord>;
  find(caller: Caller, fileId: string): Promise<FileRecord | undefined>;
  /** The newest first. */
  list(caller: Caller, limit?: number): Promise<FileRecord[]>;
  /** The oldest first. */
  listThread(caller: Caller, threadId: string): Promise<FileRecord[]>;
  /** Any record of the caller's that has these bytes. */
  findBytes(caller: Caller, sha256: string): Promise<FileRecord | undefined>;
  usage(caller: Caller, threadId?: string): Promise<FileUsage>;
  /** The removed record; undefined when the caller has none. */
  remove(caller: Caller, fileId: string): Promise<FileRecord | undefined>;
  /** How many of the caller's records still need the bytes of a key. */
  countKey(caller: Caller, storageKey: string): Promise<number>;
}
