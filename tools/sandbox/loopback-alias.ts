import { createHash } from "node:crypto";
import { isIP } from "node:net";

/**
 * The address on a sandbox's own loopback that stands for a host outside: the same for the same
 * host, and not one of those that `localhost` and the like use. A loopback address, which means the
 * sandbox itself to its code, stands for itself.
 */
export function loopbackAlias(host: string): string {
  if (host === "localhost") return "127.0.0.1";
  if (isIP(host) === 4 && host.startsWith("127.")) return host;
  const [first = 0, second = 0, third = 0] = createHash("sha256").update(host).digest();
  return `127.${64 + (first & 63)}.${second}.${third}`;
}

/**
 * Variables as code in the embedded sandbox needs them: a name is known there, a bare address is
 * not, so where that is the value its alias takes its place.
 */
export function withAliases(
  envs: Readonly<Record<string, string>>,
  hosts: readonly string[],
): Record<string, string> {
  const bare = new Set(hosts.filter((host) => isIP(host) !== 0));
  return Object.fromEntries(
    Object.entries(envs).map(([name, value]) => [
      name,
      bare.has(value) ? loopbackAlias(value) : value,
    ]),
  );
}
