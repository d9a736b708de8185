import { isIP } from "node:net";
import { loopbackAlias } from "../../../tools/sandbox/loopback-alias.ts";
import { systemHosts } from "../box/system-files.ts";
import { addressText, plainHost, type NetworkPolicy } from "./network-policy.ts";

/** A place on the box's loopback where connections to a listed address begin. */
export interface ListenPoint {
  readonly alias: string;
  readonly port: number;
  /** `host:port`. */
  readonly target: string;
}

/** Without rights of its own, code in a box cannot listen below; such a port is reached by the proxy. */
const FIRST_PORT = 1024;

/** Where the agent listens for the addresses of a policy. */
export function listenPoints({ addresses }: NetworkPolicy): ListenPoint[] {
  const points = addresses
    .filter(({ port }) => port >= FIRST_PORT)
    .map((address): ListenPoint => {
      const host = plainHost(address.host) ?? address.host;
      const { port } = address;
      return { alias: loopbackAlias(host), port, target: addressText({ host, port }) };
    });
  return [...new Map(points.map((point) => [`${point.alias}:${point.port}`, point])).values()];
}

/** The box's `/etc/hosts`: each listed name leads to its alias. */
export function hostsFile({ addresses }: NetworkPolicy): string {
  const names = new Set(addresses.map(({ host }) => plainHost(host) ?? ""));
  const lines = [...names]
    .filter((name) => name !== "" && name !== "localhost" && isIP(name) === 0)
    .map((name) => `${loopbackAlias(name)} ${name}\n`);
  return [systemHosts, ...lines].join("");
}
