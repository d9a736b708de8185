import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sameSecret } from "./control/identity.ts";

export const ENVD_PORT = 49983;
export const INTERPRETER_PORT = 49999;

/** Where a request belongs. */
export type Target =
  | { readonly kind: "control" }
  | { readonly kind: "sandbox"; readonly id: string; readonly port: number }
  | { readonly kind: "invalid"; readonly message: string };

/** A sandbox as far as a signature can name it. */
export interface Signer {
  readonly id: string;
  readonly accessToken: string;
}

const HOST = /^(\d+)-([a-z0-9]+)\./;

/**
 * Finds out for whom a request is: by the routing headers, by the host name, or, for a file link,
 * by the only sandbox whose token made its signature. What is left is for the control plane.
 */
export function targetOf(req: IncomingMessage, signers: () => Iterable<Signer>): Target {
  const id = req.headers["e2b-sandbox-id"];
  const port = req.headers["e2b-sandbox-port"];
  if (id !== undefined || port !== undefined) {
    if (typeof id !== "string")
      return { kind: "invalid", message: "missing header e2b-sandbox-id" };
    if (typeof port !== "string" || !/^\d{1,5}$/.test(port)) {
      return { kind: "invalid", message: "missing header e2b-sandbox-port" };
    }
    return { kind: "sandbox", id, port: Number(port) };
  }
  const [, hostPort, hostId] = HOST.exec(req.headers.host ?? "") ?? [];
  if (hostId !== undefined) return { kind: "sandbox", id: hostId, port: Number(hostPort) };
  const signed = signedBy(req, signers);
  if (signed !== undefined) return { kind: "sandbox", id: signed, port: ENVD_PORT };
  return { kind: "control" };
}

function signedBy(req: IncomingMessage, signers: () => Iterable<Signer>): string | undefined {
  const url = new URL(req.url ?? "/", "http://localhost");
  const signature = url.searchParams.get("signature");
  if (url.pathname !== "/files" || signature === null) return undefined;
  const parts = [
    url.searchParams.get("path") ?? "",
    req.method === "GET" || req.method === "HEAD" ? "read" : "write",
    url.searchParams.get("username") ?? "",
  ];
  const expiration = url.searchParams.get("signature_expiration");
  for (const { id, accessToken } of signers()) {
    const signed = [...parts, accessToken, ...(expiration === null ? [] : [expiration])].join(":");
    const digest = createHash("sha256").update(signed).digest("base64").replace(/=+$/, "");
    if (sameSecret(signature, `v1_${digest}`)) return id;
  }
  return undefined;
}
