import { BlockList, isIP, isIPv4 } from "node:net";

/** IANA's special-purpose ranges, none of which is the public internet, and Azure's host. */
const SPECIAL_IPV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

/** Of IPv6 only this is public, and not all of it: no IPv4 address is hidden in what is left. */
const PUBLIC_IPV6 = ["2000::/3"];
const SPECIAL_IPV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

function rangesOf(type: "ipv4" | "ipv6", ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    list.addSubnet(address, Number(bits), type);
  }
  return list;
}

const specialIpv4 = rangesOf("ipv4", SPECIAL_IPV4);
const publicIpv6 = rangesOf("ipv6", PUBLIC_IPV6);
const specialIpv6 = rangesOf("ipv6", SPECIAL_IPV6);

const linkLocal = rangesOf("ipv4", ["169.254.0.0/16", "168.63.129.16/32"]);
linkLocal.addSubnet("fe80::", 10, "ipv6");
linkLocal.addAddress("fd00:ec2::254", "ipv6");

/** Where a cloud tells a machine its secrets: open to nobody, whatever a list says. */
export function isLinkLocal(address: string): boolean {
  return linkLocal.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}

/** Whether an address, in the form that a resolver gives, belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes("%")) return false;
  if (isIPv4(address)) return !specialIpv4.check(address, "ipv4");
  return publicIpv6.check(address, "ipv6") && !specialIpv6.check(address, "ipv6");
}
