import { createHash } from "node:crypto";
import { ownerKey, type Caller } from "../../../tools/ports/caller.ts";
import type { IncomingBody } from "../incoming/read-body.ts";

const hash = (...parts: string[]) => {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(`${part.length}:${part}`);
  return sum.digest("hex").slice(0, 32);
};

/** The thread of a client's conversation; without one, of all that a user begins with the same words. */
export function threadIdOf(
  caller: Caller,
  conversationId: string | undefined,
  firstQuestion: string,
): string {
  const named = conversationId === undefined ? ["words", firstQuestion] : ["id", conversationId];
  return `c_${hash(ownerKey(caller), ...named)}`;
}

/** Equal for the same request sent again; clients give one message id to requests of several kinds. */
export function requestKeyOf(
  messageId: string,
  { value, files }: Pick<IncomingBody, "value" | "files">,
): string {
  const body = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "string" ? (files.get(part)?.sha256 ?? part) : part,
  );
  return hash(messageId, body);
}
