import { createHash } from "node:crypto";
import { shortenName } from "../../../tools/files/file-name.ts";
import type { Caller } from "../../../tools/ports/caller.ts";

/** LibreChat's ids are such words; they stand in a key as they are. */
const PLAIN = /^[a-zA-Z0-9_-]{1,64}$/;

/** One part of a key for a user or tenant of any name: readable where it is harmless, unique by a hash. */
export function keyPart(name: string): string {
  if (PLAIN.test(name)) return name;
  const readable = name.replaceAll(/[^a-zA-Z0-9]+/g, "-").slice(0, 24);
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 12);
  // The dot keeps it apart from every plain name.
  return `${readable.replaceAll(/^-+|-+$/g, "") || "user"}.${hash}`;
}

/** With the id before it the name of a file has to stay below the 255 bytes of a file system. */
const NAME_BYTES = 200;

/** LibreChat's layout: `[t/TENANT/](uploads|images)/USER/ID__NAME`. */
export function storageKey(
  { userId, tenantId }: Caller,
  file: { readonly id: string; readonly name: string; readonly mime: string },
): string {
  const tenant = tenantId === undefined ? "" : `t/${keyPart(tenantId)}/`;
  const kind = file.mime.startsWith("image/") ? "images" : "uploads";
  return `${tenant}${kind}/${keyPart(userId)}/${file.id}__${shortenName(file.name, NAME_BYTES)}`;
}
