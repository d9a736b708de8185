import { describe, expect, test } from "@jest/globals";
import { launchError } from "../../../../src/embedded-e2b/box/launch-error.ts";
import { boxesHaveUsers } from "../../../../src/embedded-e2b/box/uid-lease.ts";

const cause = new Error("ended with 1: bwrap: No permissions to create new namespace");

const explain = (facts: Readonly<Record<string, string>>, isRoot = false) =>
  launchError(cause, isRoot, (path) => facts[path]);

test.each([
  ["user/max_user_namespaces", "0\n", "sysctl -w user.max_user_namespaces=15000"],
  ["kernel/unprivileged_userns_clone", "0\n", "sysctl -w kernel.unprivileged_userns_clone=1"],
  [
    "kernel/apparmor_restrict_unprivileged_userns",
    "1\n",
    "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
  ],
])("by the setting %s, with the line to type", (setting, value, line) => {
  const error = explain({ [`/proc/sys/${setting}`]: value });
  expect(error).toMatchObject({ code: "sandbox_isolation", cause });
  expect(error.say("en")).toContain(line);
  expect(error.say("zh")).toContain(line);
});

test("settings that allow namespaces are not blamed", () => {
  const error = explain({
    "/proc/sys/user/max_user_namespaces": "96365\n",
    "/proc/sys/kernel/unprivileged_userns_clone": "1\n",
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "0\n",
  });
  expect(error.say("en")).toContain("No permissions to create new namespace");
  expect(error.say("en")).not.toContain("sysctl");
});

const facts = (uidMap: string, capabilities: string) => (name: string) =>
  name === "uid_map" ? uidMap : `Name:\tnode\nCapEff:\t${capabilities}\n`;

describe("boxes have users of their own", () => {
  const all = "000001ffffffffff";
  const whole = "         0          0 4294967295\n";

  test("where root may give ids away", () => {
    expect(boxesHaveUsers(0, facts(whole, all))).toBe(true);
    expect(boxesHaveUsers(0, facts("0 100000 65536\n", all))).toBe(true);
  });

  test("not where an ordinary user has started everything", () => {
    expect(boxesHaveUsers(1000, facts(whole, "0000000000000000"))).toBe(false);
    expect(boxesHaveUsers(0, facts("0 1000 1\n", all))).toBe(false);
  });

  test("else no box is made, because root's rights would reach into it", () => {
    expect(() => boxesHaveUsers(0, facts(whole, "000001fffffffffe"))).toThrow("ordinary user");
  });
});
