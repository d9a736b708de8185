import { readdir, stat } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { AgentFault } from "../../../../src/embedded-e2b/box/agent-fault.ts";
import { packageRoot } from "../../../../tools/package-root.ts";
import { boxMaker, python, sh, testEnvironment } from "./test-box.ts";

const makeBox = await boxMaker();
const box = await makeBox();
const neighbour = await makeBox();

// Where the kernel refuses a /proc of its own, a box gets one that tells the names of others.
const sees = await sh(box, "echo $$; exec readlink /proc/self");
const hasOwnProc = /^(\d+)\n\1\n$/.test(sees.stdout);

const lines = (text: string) => text.split("\n").filter((line) => line !== "");

describe("from inside a box", () => {
  test.each([
    "/etc/shadow",
    "/etc/ssh",
    "/root",
    "/home/user/../../root",
    "/sys",
    "/var/log",
    "/proc/kcore",
    "/dev/mem",
    "/dev/vda",
    "/dev/kvm",
    "/run/docker.sock",
    packageRoot(),
    join(packageRoot(), "package.json"),
  ])("%s is not to be seen", async (path) => {
    const { stdout, exitCode } = await sh(box, `cat '${path}' 2>/dev/null || ls -A '${path}'`);
    expect(stdout).toBe("");
    expect(exitCode).not.toBe(0);
    await expect(box.agent.list(path, 1)).rejects.toThrow(AgentFault);
  });

  test("the root folder holds the system, and nothing else", async () => {
    const { stdout } = await sh(box, "ls /");
    const system = ["bin", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "opt"];
    const more = ["proc", "run", "sbin", "tmp", "usr", "var"];
    // The Python environment is where it is on the host, which may be a folder of its own.
    const python = (await testEnvironment()).readOnlyPaths.map((path) => path.split("/")[1]);
    for (const name of lines(stdout)) expect([...system, ...more, ...python]).toContain(name);
    expect((await sh(box, "ls -A /home")).stdout).toBe("user\n");
    expect((await sh(box, "ls -A /run")).stdout).toBe("e2b\ne2b-relay\n");
  });

  test("no process bears the server's variables", async () => {
    const first = await sh(box, "tr '\\0' '\\n' < /proc/1/environ | cut -d= -f1");
    const all = await sh(box, "cat /proc/[0-9]*/environ | tr '\\0' '\\n' | cut -d= -f1 | sort -u");
    const own =
      /^(?:E2B_\w+|(?:HTTPS?|NO)_PROXY|(?:https?|no)_proxy|HOME|LANG|LOGNAME|NLTK_DATA|PATH|PWD|SHELL|SHLVL|USER|_)$/;
    expect(lines(all.stdout).filter((name) => !own.test(name))).toEqual([]);
    expect(lines(first.stdout).filter((name) => name !== "PATH")).toEqual([]);
  });

  test("only the box's own processes are there", async () => {
    if (!hasOwnProc) return;
    await sh(neighbour, "sleep 1000 & disown");
    const { stdout } = await sh(box, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
    expect(stdout).toContain("/proc/[0-9]*/cmdline");
    expect((await sh(box, "cat /proc/self/environ")).stdout).toContain("E2B_SANDBOX=true");
    expect(stdout).not.toMatch(/jest|sleep 1000|--bind|--setenv/);
  });

  test("the host's name and its network interfaces are unknown", async () => {
    expect((await sh(box, "hostname; uname -n")).stdout).toBe("e2b\ne2b\n");
    expect(hostname()).not.toBe("e2b");
    const { stdout } = await sh(box, "tail -n +3 /proc/net/dev; cat /proc/net/route /proc/net/arp");
    const outside = Object.keys(networkInterfaces()).filter((name) => name !== "lo");
    for (const name of outside) expect(stdout).not.toContain(`${name}:`);
    expect((await python(box, "import socket; print(socket.if_nameindex())")).stdout).toBe(
      "[(1, 'lo')]\n",
    );
  });

  test("a neighbour's files and sockets are out of reach", async () => {
    await sh(neighbour, "echo x > /home/user/its-secret; echo x > /tmp/its-secret");
    const { stdout } = await sh(box, "find / -name its-secret 2>/dev/null");
    expect(stdout).toBe("");
    expect((await sh(box, "ls /run/e2b")).stdout).toBe("agent.sock\n");
    expect(lines((await sh(box, "find / -type s 2>/dev/null | sort")).stdout)).toEqual([
      "/run/e2b-relay/relay.sock",
      "/run/e2b/agent.sock",
    ]);
  });

  test("what a neighbour leaves in shared memory and queues is not there", async () => {
    await python(
      neighbour,
      "import ctypes; libc = ctypes.CDLL(None); assert libc.shmget(4711, 4096, 0o1666) >= 0",
    );
    const seen = await python(
      box,
      "import ctypes; print(ctypes.CDLL(None).shmget(4711, 4096, 0o666))",
    );
    expect(seen.stdout).toBe("-1\n");
  });
});

test("on the host a box's files belong to a user of its own and are closed to others", async () => {
  const homes = await Promise.all([box, neighbour].map(async (one) => homeOf(one.id)));
  for (const { mode } of homes) expect(mode & 0o077).toBe(0);
  const [mine, theirs] = homes.map(({ uid }) => uid);
  const isRoot = process.getuid?.() === 0;
  expect(mine === theirs).toBe(!isRoot);
  expect(homes.some(({ uid }) => uid === 0)).toBe(false);
});

async function homeOf(id: string) {
  for (const root of await readdir("/var/tmp")) {
    const facts = await stat(join("/var/tmp", root, "boxes", id, "home")).catch(() => undefined);
    if (facts !== undefined) return facts;
  }
  throw new Error(`no home of ${id}`);
}
