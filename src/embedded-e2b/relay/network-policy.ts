import { isIP } from "node:net";
import type { OpenAddress } from "../../../tools/ports/sandbox.ts";

/** What one sandbox may reach. Everything else is refused. */
export interface NetworkPolicy {
  /** HTTP and HTTPS to public addresses. */
  readonly internet: boolean;
  /** Listed by whoever made the sandbox: these may be anywhere, also private. */
  readonly addresses: readonly OpenAddress[];
}

export const CLOSED: NetworkPolicy = { internet: false, addresses: [] };

const MAX_NAME = 253;

/** A host as it is compared: lower case, no final dot, no brackets. Undefined for what is no host. */
export function plainHost(text: string): string | undefined {
  const host = text
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
  if (isIP(host) !== 0) return host;
  return host.length <= MAX_NAME && /^[\w-]+(\.[\w-]+)*$/.test(host) ? host : undefined;
}

/** Reads `host:port` or `[v6]:port`; undefined for anything else. */
export function parseAddress(text: string): OpenAddress | undefined {
  const [, name = "", digits = ""] = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(text) ?? [];
  const host = plainHost(name);
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** The way back. */
export function addressText({ host, port }: OpenAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

export function isListed({ addresses }: NetworkPolicy, { host, port }: OpenAddress): boolean {
  return addresses.some((one) => one.port === port && plainHost(one.host) === host);
}

/** The usual ports of HTTP and HTTPS, and those that anybody may serve: not those of mail and shells. */
export function isWebPort(port: number): boolean {
  return port === 80 || port === 443 || port >= 1024;
}
