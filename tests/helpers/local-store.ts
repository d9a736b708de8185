import { createFileStore } from "../../src/files/file-store.ts";
import { createLocalBytes } from "../../src/files/stores/local.ts";
import type { FileStore } from "../../tools/ports/file-store.ts";
import { createMemoryFileRecords } from "./memory-file-records.ts";
import { NO_LIMITS } from "./memory-store.ts";

/** A file store with its bytes in a folder, and records that are forgotten with the process. */
export const createLocalStore = (folder: string): FileStore =>
  createFileStore({
    bytes: createLocalBytes(folder),
    records: createMemoryFileRecords(),
    limits: NO_LIMITS,
  });
