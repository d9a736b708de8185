import type { Request } from "express";

const PREFIX = "x-metadata-";
/** What one file system block of extended attributes holds. */
const LARGEST = 4096;

/** The caller's own words about an uploaded file; a sentence when they are too many. */
export function metadataOf(req: Request): Readonly<Record<string, string>> | string {
  const found: Record<string, string> = {};
  let bytes = 0;
  for (const [name, value] of Object.entries(req.headers)) {
    const key = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
    if (key === "" || value === undefined) continue;
    found[key] = String(value);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(found[key]);
  }
  return bytes > LARGEST ? `metadata of ${bytes} bytes is more than ${LARGEST}` : found;
}
