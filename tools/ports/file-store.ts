import type { Caller } from "./caller.ts";

/** What a file is for, in LibreChat's words: given by a user, made by a run, or part of an assistant. */
export type FileContext = "message_attachment" | "assistants_output" | "assistants";

/** A file kept outside the sandbox: an upload of the user's or an artifact of a run. */
export interface StoredFile {
  readonly id: string;
  /** A clean name for people, without any path. */
  readonly name: string;
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Where a person finds it: a file URL or path locally, a link elsewhere. */
  readonly url: string;
}

export interface NewFile {
  readonly name: string;
  readonly mime: string;
  /** The conversation it belongs to; names are unique within one. Absent: it is an assistant's. */
  readonly threadId?: string;
  readonly assistantId?: string;
  /** Absent: `assistants_output`. */
  readonly context?: FileContext;
}

/** Bytes `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Raises `file_not_found` for what the caller does not have. Bodies are streams, never whole files;
 * of a body that breaks off nothing is kept.
 */
export interface FileStore {
  /** Raises `file_too_large` or `limit_reached`, while the body still comes. */
  put(
    caller: Caller,
    file: NewFile,
    body: Uint8Array | ReadableStream<Uint8Array>,
  ): Promise<StoredFile>;
  find(caller: Caller, id: string): Promise<StoredFile | undefined>;
  read(caller: Caller, id: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** The files of a thread, oldest first. */
  list(caller: Caller, threadId: string): Promise<StoredFile[]>;
  /** False when the caller has no such file. */
  remove(caller: Caller, id: string): Promise<boolean>;
  /** How many files of the thread there were. */
  removeThread(caller: Caller, threadId: string): Promise<number>;
  /** All files of the caller; how many there were. */
  removeAll(caller: Caller): Promise<number>;
}
