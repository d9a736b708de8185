import type { IncomingHttpHeaders } from "node:http";
import type { Config } from "../../config.ts";
import type { ApiKeyRecord } from "../../persistence/records/api-key-records.ts";
import type { Caller } from "../../../tools/ports/caller.ts";

type Names = Pick<
  Config["env"],
  "SERVER_USER_HEADER" | "SERVER_ROLE_HEADER" | "SERVER_GROUPS_HEADER"
>;

const MAX_CHARS = 512;
const BASE64 = "b64:";

/** A header's value: empty and unresolved ones are missing, `b64:` stands before what is not Latin-1. */
export function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const raw = headers[name.toLowerCase()];
  const value = (Array.isArray(raw) ? raw[0] : raw)?.trim() ?? "";
  if (value === "" || value.startsWith("{{") || value.length > MAX_CHARS) return undefined;
  if (!value.startsWith(BASE64)) return value;
  const decoded = Buffer.from(value.slice(BASE64.length), "base64").toString("utf8").trim();
  return decoded === "" ? undefined : decoded;
}

/** Who asks, as the holder of a key says; the key's own user where no other is named. */
export function callerOf(headers: IncomingHttpHeaders, key: ApiKeyRecord, names: Names): Caller {
  const userId = headerText(headers, names.SERVER_USER_HEADER);
  if (userId === undefined) return { userId: key.userId, isAdmin: false, groups: [] };
  const groups = headerText(headers, names.SERVER_GROUPS_HEADER)?.split(",") ?? [];
  return {
    userId,
    isAdmin: headerText(headers, names.SERVER_ROLE_HEADER) === "ADMIN",
    groups: groups.map((group) => group.trim()).filter((group) => group !== ""),
  };
}
