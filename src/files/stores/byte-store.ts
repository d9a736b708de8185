import type { FileSource } from "../../persistence/records/file-records.ts";
import type { ByteRange } from "../../../tools/ports/file-store.ts";

/** How a browser is to take a file that it gets by a link. */
export interface LinkFacts {
  readonly name: string;
  readonly mime: string;
}

/**
 * Bytes under keys such as `uploads/USER/ID__NAME`: a folder, or a bucket of a cloud. It knows
 * nothing of users and records. Memory stays flat whatever the size.
 */
export interface ByteStore {
  readonly source: FileSource;
  /** Whole or not at all: of a body that breaks off nothing stays. */
  put(key: string, body: ReadableStream<Uint8Array>, mime: string): Promise<void>;
  /** Raises `file_not_found`. */
  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** Undefined when there is none. */
  stat(key: string): Promise<{ readonly size: number } | undefined>;
  /** Does nothing when there is none. */
  remove(key: string): Promise<void>;
  /** Where a person finds the bytes now: a path, or a URL that is good for some time. */
  locate(key: string, facts: LinkFacts): Promise<string>;
  /** The `filepath` of LibreChat's record. */
  filepath(key: string): Promise<string>;
}
