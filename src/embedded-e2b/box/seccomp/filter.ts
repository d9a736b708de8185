import { assemble, type Instruction } from "./assembler.ts";
import { absent, examined, forbidden } from "./system-calls.ts";

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const fail = (errno: number) => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** Offsets in the kernel's `seccomp_data`; of an argument the low half, on a little-endian machine. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number) => 16 + 8 * index;

const architectures = {
  x64: { column: 0, audit: 0xc000003e },
  arm64: { column: 1, audit: 0xc00000b7 },
} as const;

/** x64's second set of numbers, for a 32-bit world that nobody uses. */
const X32_BIT = 0x40000000;
/** NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NAMESPACE_FLAGS = 0x7e020000;
/** UNIX, INET, INET6, NETLINK. Others (vsock, packet, alg …) are not all bound by the network namespace. */
const FAMILIES = [1, 2, 10, 16];
/** TIOCSTI and TIOCLINUX push input into a terminal. */
const TERMINAL_TRICKS = [0x5412, 0x541c];

/** The filter for a machine, as bubblewrap's `--seccomp` takes it; undefined for an unknown machine. */
export function seccompFilter(machine: string): Buffer | undefined {
  const known = Object.entries(architectures).find(([name]) => name === machine)?.[1];
  if (known === undefined) return undefined;
  const jumps = (calls: Readonly<Record<string, readonly [number, number?]>>, jump: string) =>
    Object.values(calls).flatMap((numbers): Instruction[] => {
      const value = numbers[known.column];
      return value === undefined ? [] : [{ when: "equal", value, jump }];
    });
  return assemble([
    { load: ARCHITECTURE },
    { when: "equal", value: known.audit, jump: "native" },
    { give: KILL },
    { label: "native" },
    { load: NUMBER },
    { when: "atLeast", value: X32_BIT, jump: "absent" },
    ...jumps({ clone: examined.clone }, "clone"),
    ...jumps({ socket: examined.socket }, "socket"),
    ...jumps({ ioctl: examined.ioctl }, "ioctl"),
    ...jumps(absent, "absent"),
    ...jumps(forbidden, "forbidden"),
    { give: ALLOW },
    { label: "clone" },
    { load: argument(0) },
    { when: "anyBitOf", value: NAMESPACE_FLAGS, jump: "forbidden" },
    { give: ALLOW },
    { label: "socket" },
    { load: argument(0) },
    ...FAMILIES.map((value): Instruction => ({ when: "equal", value, jump: "allowed" })),
    { give: fail(EAFNOSUPPORT) },
    { label: "ioctl" },
    { load: argument(1) },
    ...TERMINAL_TRICKS.map((value): Instruction => ({ when: "equal", value, jump: "forbidden" })),
    { label: "allowed" },
    { give: ALLOW },
    { label: "absent" },
    { give: fail(ENOSYS) },
    { label: "forbidden" },
    { give: fail(EPERM) },
  ]);
}
