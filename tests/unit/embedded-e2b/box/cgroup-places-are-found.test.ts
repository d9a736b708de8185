import { expect, test } from "@jest/globals";
import { cgroupPlaces } from "../../../../src/embedded-e2b/box/limits/cgroup-places.ts";

const legacyMount = (controllers: string, point: string, root = "/") =>
  `31 25 0:27 ${root} ${point} rw,relatime shared:9 - cgroup cgroup rw,${controllers}`;
const unifiedMount = (point: string, root = "/") =>
  `30 25 0:26 ${root} ${point} rw,nosuid - cgroup2 cgroup2 rw,nsdelegate`;

test("version 2 alone: the own group, then its parent", () => {
  const own = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/server.scope\n";
  expect(cgroupPlaces(own, unifiedMount("/sys/fs/cgroup"))).toEqual([
    {
      version: 2,
      folders: [
        "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/server.scope",
        "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice",
      ],
    },
  ]);
});

test("version 2 in a container: the root is the own group and has no parent", () => {
  expect(cgroupPlaces("0::/\n", unifiedMount("/sys/fs/cgroup"))).toEqual([
    { version: 2, folders: ["/sys/fs/cgroup"] },
  ]);
});

test("both: version 2 is tried first, then a folder for each controller", () => {
  const own = "4:memory:/a/b\n8:pids:/\n1:cpu,cpuacct:/c\n6:freezer:/\n0::/\n";
  const mounts = [
    unifiedMount("/sys/fs/cgroup/unified"),
    legacyMount("memory", "/sys/fs/cgroup/memory"),
    legacyMount("pids", "/sys/fs/cgroup/pids"),
    legacyMount("cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct"),
    legacyMount("freezer", "/sys/fs/cgroup/freezer"),
  ];
  expect(cgroupPlaces(own, mounts.join("\n"))).toEqual([
    { version: 2, folders: ["/sys/fs/cgroup/unified"] },
    {
      version: 1,
      folders: {
        memory: "/sys/fs/cgroup/memory/a/b",
        pids: "/sys/fs/cgroup/pids",
        cpu: "/sys/fs/cgroup/cpu,cpuacct/c",
        cpuacct: "/sys/fs/cgroup/cpu,cpuacct/c",
        freezer: "/sys/fs/cgroup/freezer",
      },
    },
  ]);
});

test("a mount that shows only a part of the tree is counted from there", () => {
  const own = "4:memory:/docker/abc/inner\n8:pids:/docker/abc\n";
  const mounts = [
    legacyMount("memory", "/sys/fs/cgroup/memory", "/docker/abc"),
    legacyMount("pids", "/sys/fs/cgroup/pids", "/docker/abc"),
  ];
  expect(cgroupPlaces(own, mounts.join("\n"))).toEqual([
    {
      version: 1,
      folders: { memory: "/sys/fs/cgroup/memory/inner", pids: "/sys/fs/cgroup/pids" },
    },
  ]);
});

test("without memory and pids there is no place", () => {
  expect(cgroupPlaces("1:cpu:/\n", legacyMount("cpu", "/sys/fs/cgroup/cpu"))).toEqual([]);
  expect(cgroupPlaces("", "")).toEqual([]);
});
