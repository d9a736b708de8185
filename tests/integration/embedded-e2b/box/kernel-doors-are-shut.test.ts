import { describe, expect, test } from "@jest/globals";
import { boxMaker, python, sh } from "./test-box.ts";

const makeBox = await boxMaker();
const box = await makeBox();

/** Calls the kernel directly and prints the error's name, or what came back. */
const call = async (...args: readonly (number | string)[]) => {
  const numbers = args.map((arg) => (typeof arg === "string" ? arg : `ctypes.c_long(${arg})`));
  const script = `
import ctypes, errno, platform
libc = ctypes.CDLL(None, use_errno=True)
arm = platform.machine() == "aarch64"
number = lambda x64, arm64: arm64 if arm else x64
got = libc.syscall(${numbers.join(", ")})
print(errno.errorcode[ctypes.get_errno()] if got == -1 else got)
`;
  const { stdout, stderr, status } = await python(box, script);
  return stdout.trim() || `${status} ${stderr}`;
};

describe("the kernel refuses", () => {
  test.each([
    ["unshare of a user namespace", "EPERM", ["number(272, 97)", 0x1000_0000]],
    ["unshare of a mount namespace", "EPERM", ["number(272, 97)", 0x2_0000]],
    ["setns", "EPERM", ["number(308, 268)", 0, 0]],
    ["clone with a user namespace", "EPERM", ["number(56, 220)", 0x1000_0011, 0, 0, 0, 0]],
    ["clone3", "ENOSYS", ["435", 0, 0]],
    ["mount", "EPERM", ["number(165, 40)", 0, 0, 0, 0, 0]],
    ["umount2", "EPERM", ["number(166, 39)", 0, 0]],
    ["fsopen", "EPERM", ["430", 0, 0]],
    ["open_tree", "EPERM", ["428", 0, 0, 0]],
    ["pivot_root", "EPERM", ["number(155, 41)", 0, 0]],
    ["chroot", "EPERM", ["number(161, 51)", 0]],
    ["ptrace", "EPERM", ["number(101, 117)", 16, 1, 0, 0]],
    ["process_vm_readv", "EPERM", ["number(310, 270)", 1, 0, 0, 0, 0, 0]],
    ["pidfd_getfd", "EPERM", ["438", 0, 0, 0]],
    ["keyctl", "EPERM", ["number(250, 219)", 0, -3, 0]],
    ["add_key", "EPERM", ["number(248, 217)", 0, 0, 0, 0, 0]],
    ["bpf", "EPERM", ["number(321, 280)", 0, 0, 0]],
    ["io_uring_setup", "ENOSYS", ["425", 1, 0]],
    ["perf_event_open", "EPERM", ["number(298, 241)", 0, 0, 0, 0, 0]],
    ["userfaultfd", "EPERM", ["number(323, 282)", 0]],
    ["open_by_handle_at", "EPERM", ["number(304, 265)", 0, 0, 0]],
    ["name_to_handle_at", "EPERM", ["number(303, 264)", 0, 0, 0, 0, 0]],
    ["sethostname", "EPERM", ["number(170, 161)", 0, 0]],
    ["clock_settime", "EPERM", ["number(227, 112)", 0, 0]],
    ["init_module", "EPERM", ["number(175, 105)", 0, 0, 0]],
    ["kexec_load", "EPERM", ["number(246, 104)", 0, 0, 0, 0]],
    ["reboot", "EPERM", ["number(169, 142)", 0, 0, 0, 0]],
    ["syslog", "EPERM", ["number(103, 116)", 10, 0, 0]],
    ["a virtual machine's socket", "EAFNOSUPPORT", ["number(41, 198)", 40, 1, 0]],
    ["a raw packet socket", "EAFNOSUPPORT", ["number(41, 198)", 17, 3, 0]],
    ["a crypto socket", "EAFNOSUPPORT", ["number(41, 198)", 38, 5, 0]],
    ["pushing input into a terminal", "EPERM", ["number(16, 29)", 0, 0x5412, 0]],
  ] as const)("%s: %s", async (_what, error, args) => {
    expect(await call(...args)).toBe(error);
  });

  test("the second set of numbers of an x64 machine, and 32-bit calls", async () => {
    if (process.arch !== "x64") return;
    expect(await call("0x40000000 + 39")).toBe("ENOSYS");
    const script = `
import ctypes, mmap
code = bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3])  # getpid by the 32-bit gate
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(code)
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())
`;
    expect(await python(box, script)).toMatchObject({
      stdout: "",
      error: "signal: bad system call",
    });
  });

  test("root's rights, which no program gets back", async () => {
    const rights = `
import ctypes
prctl = ctypes.CDLL(None).prctl
print("no new ones", prctl(39, 0, 0, 0, 0), "filter", prctl(21))
print("any left", [cap for cap in range(64) if prctl(23, cap) == 1])
`;
    expect((await python(box, rights)).stdout).toBe("no new ones 1 filter 2\nany left []\n");
    const setuid = await sh(
      box,
      "find /usr/bin /usr/sbin /usr/lib -perm -4000 2>/dev/null | head -1",
    );
    expect(setuid.stdout).not.toBe("");
    const script = `
import os, glob
for call in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0])):
    try:
        call()
        print("got it")
    except OSError:
        print("refused")
`;
    expect((await python(box, script)).stdout).toBe("refused\nrefused\nrefused\n");
    const tries =
      "su -c id root < /dev/null; unshare -Ur id; nsenter -t 1 -a id; newgrp root < /dev/null";
    expect((await sh(box, tries)).stdout).not.toContain("=0(");
  });
});

describe("what is not the user's own cannot be written", () => {
  test.each([
    "/usr/x",
    "/usr/bin/python3",
    "/etc/passwd",
    "/etc/x",
    "/bin/x",
    "/x",
    "/dev/x",
    "/run/x",
    "/opt/e2b/agent/loop.py",
    "/home/x",
    "/var/x",
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/hostname",
    "/proc/sys/net/ipv4/ip_forward",
    "/proc/sys/user/max_user_namespaces",
    "/proc/sysrq-trigger",
  ])("%s", async (path) => {
    const { stderr, exitCode } = await sh(box, `echo 1 > ${path}`);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/Read-only file system|Permission denied|No such file/);
    expect((await sh(box, `rm -f ${path} 2>/dev/null; chmod 777 ${path}`)).exitCode).not.toBe(0);
  });

  test("the environment's packages are the same for every box, so they too", async () => {
    const script = "import pandas; open(pandas.__file__, 'a')";
    expect((await python(box, script)).stderr).toMatch(/Read-only file system|Permission denied/);
  });
});

test("what a data analysis does still works", async () => {
  const script = `
import concurrent.futures, multiprocessing, subprocess, tempfile, threading, socket
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
print(list(ThreadPoolExecutor(4).map(abs, [-1, -2])))
print(list(ProcessPoolExecutor(2).map(abs, [-3, -4])))
print(subprocess.run(["echo", "sub"], capture_output=True, text=True).stdout.strip())
with tempfile.TemporaryFile() as file:
    file.write(b"x" * 1000)
a, b = socket.socketpair()
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
print(multiprocessing.get_context("spawn").Pool(1).map(abs, [-5]))
print(multiprocessing.Queue().empty())
`;
  const { stdout, stderr } = await run(script);
  expect(stderr).toBe("");
  expect(stdout).toBe("[1, 2]\n[3, 4]\nsub\n[5]\nTrue\n");
});

/** As a file, which is what the spawning kind of multiprocessing needs. */
async function run(script: string) {
  const body = `if __name__ == "__main__":\n${script.replaceAll(/^/gm, "    ")}`;
  await box.agent.write(
    "script.py",
    (await import("node:stream")).Readable.from([Buffer.from(body)]),
  );
  return sh(box, "python3 script.py");
}
