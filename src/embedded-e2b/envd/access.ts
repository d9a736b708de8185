import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { fileQuery } from "./files/query.ts";
import type { SessionOf } from "./session.ts";

const UNAUTHORIZED =
  "unauthorized access, please provide a valid access token or method signing if supported";

/** Users that E2B's images have. In a box they are one: root's rights end at the box anyway. */
const USERS = ["user", "root"];

/** Lets through what bears the sandbox's token; health and signed files are checked, or free, elsewhere. */
export function checkToken(sessionOf: SessionOf): RequestHandler {
  return (req, res, next) => {
    const isFree = req.path === "/health" || req.path === "/files" || req.method === "OPTIONS";
    if (isFree || sameSecret(req.get("x-access-token"), sessionOf(req).accessToken)) next();
    else res.status(401).json({ code: 401, message: UNAUTHORIZED });
  };
}

/** Lets a request on `/files` through that bears the token, or a signature made with it that is still good. */
export function checkSignature(sessionOf: SessionOf, now: () => number): RequestHandler {
  return (req, res, next) => {
    const fault = signatureFault(req, sessionOf(req).accessToken, now());
    if (fault === undefined) next();
    else res.status(401).json({ code: 401, message: fault });
  };
}

function signatureFault(req: Request, token: string, now: number): string | undefined {
  const header = req.get("x-access-token");
  if (header !== undefined && header !== "") {
    return sameSecret(header, token)
      ? undefined
      : "access token present in header but does not match";
  }
  const { path = "", username = "", signature, expiration } = fileQuery(req);
  if (signature === undefined) return "missing signature query parameter";
  if (expiration !== undefined && !/^\d{1,15}$/.test(expiration))
    return "invalid signature expiration";
  const parts = [path, req.method === "GET" ? "read" : "write", username, token];
  if (expiration !== undefined) parts.push(expiration);
  const expected = digest(parts.join(":")).toString("base64").replace(/=+$/, "");
  if (!sameSecret(signature, `v1_${expected}`)) return "invalid signature";
  if (expiration !== undefined && Number(expiration) < now / 1000)
    return "signature is already expired";
  return undefined;
}

/** The name when it is not one of a user that exists; empty means the default user. */
export function unknownUser(name: string | undefined): string | undefined {
  return name === undefined || name === "" || USERS.includes(name) ? undefined : name;
}

/** The user whom an RPC names, which travels as basic authentication without a password. */
export function rpcUser(req: Request): string | undefined {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(req.get("authorization") ?? "") ?? [];
  if (encoded === undefined) return undefined;
  return Buffer.from(encoded, "base64").toString("utf8").split(":", 1)[0];
}

/** Compares secrets in a time that tells nothing about them. */
function sameSecret(given: unknown, expected: string): boolean {
  if (typeof given !== "string") return false;
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
