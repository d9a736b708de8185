import type { FileRecord } from "../../../persistence/records/file-records.ts";
import { toFileId, toSeconds } from "../ids.ts";

/** What a file is for, as far as a client cares. */
export function purposeOf({ context, type }: Pick<FileRecord, "context" | "type">): string {
  if (context === "assistants_output") return "assistants_output";
  return type.startsWith("image/") ? "vision" : "assistants";
}

export const fileObject = (file: FileRecord) => ({
  id: toFileId(file.fileId),
  object: "file",
  bytes: file.bytes,
  created_at: toSeconds(file.createdAt),
  filename: file.filename,
  purpose: purposeOf(file),
  status: "processed",
});
