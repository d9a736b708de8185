import { describe, expect, test } from "@jest/globals";
import { parseAddress } from "../../../../src/embedded-e2b/relay/network-policy.ts";
import { reach } from "../../../../src/embedded-e2b/relay/reach.ts";
import { isPublicAddress } from "../../../../src/embedded-e2b/relay/public-address.ts";
import { loopbackAlias, withAliases } from "../../../../tools/sandbox/loopback-alias.ts";

test.each(["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.0.1", "172.32.0.1", "2606:4700::1111"])(
  "%s is public",
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.255.254",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.168.0.1",
  "198.18.0.1",
  "203.0.113.80",
  "224.0.0.251",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:8.8.8.8",
  "::ffff:127.0.0.1",
  "::127.0.0.1",
  "64:ff9b::808:808",
  "2001::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fe80::1%eth0",
  "2606:4700::1111%eth0",
  "ff02::1",
  "localhost",
  "127.1",
  "",
])("%j is not", (address) => expect(isPublicAddress(address)).toBe(false));

test.each([
  "169.254.169.254",
  "::ffff:169.254.169.254",
  "fe80::1",
  "fd00:ec2::254",
  "168.63.129.16",
])("%s is never reached, though a list names it", async (address) => {
  const asked: string[] = [];
  const outside = {
    resolve: async () => [address],
    connect: async (to: string) => {
      asked.push(to);
      throw new Error("not to be asked");
    },
  };
  for (const host of [address, "metadata.example"]) {
    const target = { host, port: 80 };
    const policy = { internet: false, addresses: [target] };
    await expect(reach(policy, target, outside)).rejects.toMatchObject({ status: 403 });
  }
  expect(asked).toEqual([]);
});

describe("an address with a port", () => {
  test.each([
    ["Db.Example.com.:5432", { host: "db.example.com", port: 5432 }],
    ["[FD00::5]:1", { host: "fd00::5", port: 1 }],
    ["under_score:65535", { host: "under_score", port: 65_535 }],
  ])("%s is read", (text, address) => expect(parseAddress(text)).toEqual(address));

  test.each(["", "a", "a:", ":1", "a:0", "a:65536", "a:1:2", "::1:80", "a b:1", "a..b:1", "a\n:1"])(
    "%j is not one",
    (text) => expect(parseAddress(text)).toBeUndefined(),
  );
});

describe("an alias on the loopback", () => {
  test("is the same for the same host, of its own, and never where localhost is", () => {
    const hosts = Array.from({ length: 2_000 }, (_, number) => `db${number}.example.com`);
    const aliases = hosts.map(loopbackAlias);
    expect(aliases).toEqual(hosts.map(loopbackAlias));
    expect(new Set(aliases).size).toBeGreaterThan(1_990);
    for (const alias of aliases) expect(alias).toMatch(/^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./);
  });

  test("stands for a bare address where that is a variable's whole value", () => {
    const envs = { A: "10.0.0.5", B: "10.0.0.5:1", C: "db", D: "127.0.0.1" };
    expect(withAliases(envs, ["10.0.0.5", "db", "127.0.0.1"])).toEqual({
      ...envs,
      A: loopbackAlias("10.0.0.5"),
    });
  });
});
