import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { LinkKey, LinkKeys } from "./link-keys.ts";

/** Which file a link is for, and whose it is. */
export interface LinkTarget {
  readonly owner: Pick<Caller, "userId" | "tenantId">;
  readonly fileId: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

const Payload = z.tuple([z.string(), z.string(), z.string().nullable(), z.number()]);

/** No link of ours is longer. */
const MAX_CHARS = 2_000;

const TOKEN = /^(?<keyId>[0-9a-f]{12})\.(?<payload>[\w-]+)\.(?<mac>[\w-]{43})$/;

const macOf = (key: LinkKey, payload: string) =>
  createHmac("sha256", key.secret).update(`${key.id}.${payload}`).digest("base64url");

export function signToken({ owner, fileId, issuedAt }: LinkTarget, [key]: LinkKeys): string {
  const parts: z.infer<typeof Payload> = [fileId, owner.userId, owner.tenantId ?? null, issuedAt];
  const payload = Buffer.from(JSON.stringify(parts)).toString("base64url");
  return `${key.id}.${payload}.${macOf(key, payload)}`;
}

/** Undefined for whatever none of the keys has signed. */
export function readToken(token: string, keys: LinkKeys): LinkTarget | undefined {
  const found = token.length > MAX_CHARS ? undefined : TOKEN.exec(token)?.groups;
  const { keyId, payload = "", mac = "" } = found ?? {};
  const key = keys.find(({ id }) => id === keyId);
  if (key === undefined) return undefined;
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, payload)))) return undefined;
  const parsed = Payload.safeParse(parseJson(payload));
  if (!parsed.success) return undefined;
  const [fileId, userId, tenantId, issuedAt] = parsed.data;
  return { owner: { userId, tenantId: tenantId ?? undefined }, fileId, issuedAt };
}

function parseJson(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
