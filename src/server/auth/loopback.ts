import { isIPv4 } from "node:net";

/** Whether an address of this machine's own is meant, which nobody else can reach. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return name === "localhost" || name === "::1" || (isIPv4(name) && name.startsWith("127."));
}

/** The name in a `Host` header, without the port. */
export function hostName(header: string): string {
  return header.replace(/:\d+$/, "");
}
