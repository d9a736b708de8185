import { expect, test } from "@jest/globals";
import { launchError } from "../../../../src/embedded-e2b/box/launch-error.ts";

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

test("by rights that root does not have in its container", () => {
  const weak = explain({ "/proc/self/status": "CapEff:\t0000000000000001\n" }, true);
  expect(weak.say("en")).toContain("Start the program as an ordinary user");
  const whole = explain({ "/proc/self/status": "CapEff:\t000001fffeffffff\n" }, true);
  expect(whole.say("en")).not.toContain("ordinary user");
});
