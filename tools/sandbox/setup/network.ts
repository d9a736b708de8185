import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { OpenAddress, SandboxSetup } from "../../ports/sandbox.ts";

/** The network of a sandbox, in E2B's words. */
export interface NetworkOptions {
  readonly allowInternetAccess: boolean;
  /** Empty: nothing beside what the first says. */
  readonly allowOut: readonly string[];
}

/** The IPv4 addresses of a name; none when it has none or cannot be resolved here. */
export type LookUp = (host: string) => Promise<readonly string[]>;

export const lookUpIpv4: LookUp = async (host) => {
  try {
    return (await lookup(host, { all: true, family: 4 })).map(({ address }) => address);
  } catch {
    return [];
  }
};

/**
 * What a setup's network is for a service. E2B's cloud knows no ports, and a name there opens only
 * HTTP and TLS, so the addresses behind it are listed too; the embedded server takes `host:port`.
 */
export async function networkOptions(
  { internet, addresses }: Pick<SandboxSetup, "internet" | "addresses">,
  filtersPorts: boolean,
  lookUp: LookUp,
): Promise<NetworkOptions> {
  if (filtersPorts)
    return { allowInternetAccess: internet, allowOut: distinct(addresses.map(withPort)) };
  if (internet) return { allowInternetAccess: true, allowOut: [] };
  const hosts = await Promise.all(
    addresses.map(async ({ host }) =>
      isIP(host) === 0 ? [host, ...(await lookUp(host))] : [host],
    ),
  );
  return { allowInternetAccess: false, allowOut: distinct(hosts.flat()) };
}

const withPort = ({ host, port }: OpenAddress) =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/** Sorted, so that two lists of the same are equal. */
const distinct = (values: readonly string[]) =>
  [...new Set(values)].toSorted((a, b) => (a < b ? -1 : 1));

/** What a service says of a sandbox it has, where it says it. */
export interface KnownNetwork {
  readonly allowInternetAccess?: boolean;
  readonly network?: { readonly allowOut?: readonly string[] };
}

export function isSameNetwork(known: KnownNetwork, wanted: NetworkOptions): boolean {
  const { allowInternetAccess, network } = known;
  return (
    allowInternetAccess === wanted.allowInternetAccess &&
    distinct(network?.allowOut ?? []).join(" ") === wanted.allowOut.join(" ")
  );
}
