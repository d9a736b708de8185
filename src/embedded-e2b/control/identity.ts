import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

const ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const ID_LENGTH = 20;

/** An id as E2B makes them: it fits into a host name and cannot be guessed. */
export function newSandboxId(): string {
  let id = "i";
  for (let index = 0; index < ID_LENGTH; index += 1) id += ID_LETTERS[randomInt(ID_LETTERS.length)];
  return id;
}

export function newToken(): string {
  return randomBytes(32).toString("hex");
}

/** An API key in the only form that every E2B SDK accepts. */
export function newApiKey(): string {
  return `e2b_${randomBytes(20).toString("hex")}`;
}

/** Compares secrets in a time that tells nothing about them. */
export function sameSecret(given: unknown, expected: string): boolean {
  if (typeof given !== "string") return false;
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
