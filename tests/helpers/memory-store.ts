import { createFileStore } from "../../src/files/file-store.ts";
import type { FileStore } from "../../tools/ports/file-store.ts";
import { createMemoryBytes } from "./memory-bytes.ts";
import { createMemoryFileRecords } from "./memory-file-records.ts";

/** Nothing is too large. */
export const NO_LIMITS = { file: 0, thread: 0, user: 0 };

/** A file store that forgets everything, for tests without a disk. */
export function createMemoryStore(): FileStore {
  const records = createMemoryFileRecords();
  return createFileStore({ bytes: createMemoryBytes(), records, limits: NO_LIMITS });
}
