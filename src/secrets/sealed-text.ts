import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AnalystError } from "../../tools/errors.ts";
import { findKey, type Keyring } from "./keyring.ts";

const ALGORITHM = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

const SEALED = /^v1\.(?<keyId>[0-9a-f]{12})\.(?<body>[\w-]+)$/;

/**
 * Encrypts a text, with the id of the key in front. `about` says whose it is: a sealed text that is
 * put in another place does not open there.
 */
export function seal(text: string, about: string, keyring: Keyring): string {
  const [key] = keyring;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.bytes, iv).setAAD(Buffer.from(about));
  const body = [iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  return `v1.${key.id}.${Buffer.concat(body).toString("base64url")}`;
}

/** Raises `config_invalid` when the key is not in the ring, or the text is damaged or of another place. */
export function unseal(sealed: string, about: string, keyring: Keyring): string {
  const { keyId = "", body = "" } = SEALED.exec(sealed)?.groups ?? {};
  if (keyId === "") throw damaged(about);
  const bytes = Buffer.from(body, "base64url");
  const key = findKey(keyring, keyId);
  try {
    const decipher = createDecipheriv(ALGORITHM, key.bytes, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch (cause) {
    throw damaged(about, cause);
  }
}

/** Whether a sealed text needs another key than the newest one. */
export const isStale = (sealed: string, [key]: Keyring) =>
  SEALED.exec(sealed)?.groups?.keyId !== key.id;

const damaged = (about: string, cause?: unknown) =>
  new AnalystError(
    "config_invalid",
    {
      en: `The stored secret ${about} cannot be opened: it is damaged or was moved. Enter it again.`,
      zh: `已存密文 ${about} 无法解开：它已损坏或被移动。请重新输入。`,
    },
    { cause },
  );
