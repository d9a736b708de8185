import { createHash } from "node:crypto";
import { AnalystError } from "../../tools/errors.ts";

/** A key of AES-256-GCM. */
export interface SecretKey {
  /** Names the key in what it sealed, and tells nothing of it. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** New secrets are sealed with the first key; all of them open old ones. */
export type Keyring = readonly [SecretKey, ...SecretKey[]];

/** LibreChat's format of `CREDS_KEY`: 32 bytes as hexadecimal digits. */
export const KEY_FORMAT = /^[0-9a-fA-F]{64}$/;

/** A key from its 64 hexadecimal digits. */
export function toKey(digits: string): SecretKey {
  const bytes = Buffer.from(digits, "hex");
  const hash = createHash("sha256").update("e2b-data-analyst key id\0").update(bytes);
  return { id: hash.digest("hex").slice(0, 12), bytes };
}

/** Raises `config_invalid` when the ring does not have it. */
export function findKey(keyring: Keyring, id: string): SecretKey {
  const key = keyring.find((candidate) => candidate.id === id);
  if (key !== undefined) return key;
  throw new AnalystError("config_invalid", {
    en: `A stored secret was sealed with the key ${id}, which is not here. Set CREDS_KEY to the key that was used before, or name it in CREDS_KEY_OLD.`,
    zh: `有一个已存密文是用密钥 ${id} 加密的，但这里没有该密钥。请把 CREDS_KEY 设为先前使用的密钥，或在 CREDS_KEY_OLD 中给出它。`,
  });
}
