import { expect, test } from "@jest/globals";
import {
  bwrapArguments,
  type BwrapPlan,
} from "../../../../src/embedded-e2b/box/bwrap-arguments.ts";

const plan: BwrapPlan = {
  home: "/state/boxes/b1/home",
  sockets: "/state/boxes/b1/sockets",
  agent: "/state/shared/agent",
  etc: "/state/shared/etc",
  readOnlyPaths: ["/usr", "/usr/local", "/tmp/venv", "/home/user/.cache/venv"],
  relay: "/state/boxes/b1/relay",
  proc: "own",
  sharedMemoryMb: 64,
  temporaryMb: 128,
  environment: { PATH: "/usr/bin", HOME: "/home/user" },
  seccompFd: 5,
  infoFd: 6,
  blockFd: 7,
};

/** Where a sequence of words begins. */
const place = (args: readonly string[], ...words: string[]) =>
  ` ${args.join(" ")} `.indexOf(` ${words.join(" ")} `);

test("nothing of the host is bound that can be written, but the box's own two folders", () => {
  const args = bwrapArguments(plan);
  const bound = args.flatMap((word, index) => (word === "--bind" ? [args[index + 1]] : []));
  expect(bound).toEqual([plan.home, plan.sockets]);
  expect(args).not.toContain("--dev-bind");
  const sources = args.flatMap((word, at) => (word === "--ro-bind" ? [args[at + 1]] : []));
  for (const source of ["/", "/etc", "/sys", "/var", "/root", "/home", "/run"])
    expect(sources).not.toContain(source);
});

test("what lies in a folder comes after it", () => {
  const args = bwrapArguments(plan);
  const order = [
    place(args, "--tmpfs", "/tmp"),
    place(args, "--bind", plan.home, "/home/user"),
    place(args, "--ro-bind", "/tmp/venv", "/tmp/venv"),
    place(args, "--ro-bind", "/home/user/.cache/venv", "/home/user/.cache/venv"),
    place(args, "--remount-ro", "/"),
  ];
  expect(order.every((at) => at >= 0)).toBe(true);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test("every namespace is the box's own, and the host's resolvers are not its", () => {
  const closed = bwrapArguments(plan);
  for (const name of ["user", "ipc", "pid", "uts", "net"])
    expect(closed).toContain(`--unshare-${name}`);
  expect(place(closed, "--disable-userns")).toBeGreaterThan(0);
  expect(place(closed, "--clearenv")).toBeLessThan(place(closed, "--setenv", "PATH", "/usr/bin"));
  expect(closed.some((word) => word.includes("resolv.conf"))).toBe(false);
  expect(place(closed, "--ro-bind", plan.relay, "/run/e2b-relay")).toBeGreaterThan(0);
});

test("a path of the system is not bound twice, and a filter only when there is one", () => {
  const args = bwrapArguments({ ...plan, seccompFd: undefined });
  expect(args.filter((word) => word === "/usr")).toHaveLength(2);
  expect(args).not.toContain("/usr/local");
  expect(args).not.toContain("--seccomp");
});
