import type { Caller } from "./caller.ts";

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
  readonly threadId: string;
}

/** Raises `file_not_found` for what the caller does not have. Bodies are streams, never whole files. */
export interface FileStore {
  put(
    caller: Caller,
    file: NewFile,
    body: Uint8Array | ReadableStream<Uint8Array>,
  ): Promise<StoredFile>;
  find(caller: Caller, id: string): Promise<StoredFile | undefined>;
  read(caller: Caller, id: string): Promise<ReadableStream<Uint8Array>>;
  /** The files of a thread, oldest first. */
  list(caller: Caller, threadId: string): Promise<StoredFile[]>;
}
