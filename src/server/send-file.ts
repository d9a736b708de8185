import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";
import type { Caller } from "../../tools/ports/caller.ts";
import type { FileStore } from "../../tools/ports/file-store.ts";
import { disposition } from "../files/links/disposition.ts";
import type { FileRecord } from "../persistence/records/file-records.ts";

/** Answers with a stored file, to be saved. Raises `file_not_found`. */
export async function sendFile(
  response: Response,
  store: Pick<FileStore, "read">,
  caller: Caller,
  file: FileRecord,
): Promise<void> {
  const bytes = await store.read(caller, file.fileId);
  response.set({
    "Content-Type": file.type,
    "Content-Length": String(file.bytes),
    "Content-Disposition": disposition(file.filename, false),
  });
  // A body that breaks off is a torn connection: the length has been said.
  await pipeline(Readable.fromWeb(bytes as never), response).catch(() => response.destroy());
}
