import { describe, expect, test } from "@jest/globals";
import { assemble } from "../../../../src/embedded-e2b/box/seccomp/assembler.ts";
import { seccompFilter } from "../../../../src/embedded-e2b/box/seccomp/filter.ts";

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const errno = (code: number) => 0x00050000 | code;
const EPERM = errno(1);
const ENOSYS = errno(38);
const EAFNOSUPPORT = errno(97);
const AUDIT = { x64: 0xc000003e, arm64: 0xc00000b7 };

/** What the kernel would answer: runs the program on one call. */
function decide(
  program: Buffer,
  architecture: number,
  number: number,
  args: number[] = [],
): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(architecture, 4);
  for (const [index, value] of args.entries()) data.writeUInt32LE(value >>> 0, 16 + 8 * index);
  let loaded = 0;
  for (let at = 0; ; at += 1) {
    const opcode = program.readUInt16LE(at * 8);
    const [taken, notTaken] = [program[at * 8 + 2]!, program[at * 8 + 3]!];
    const value = program.readUInt32LE(at * 8 + 4);
    if (opcode === 0x06) return value;
    if (opcode === 0x20) loaded = data.readUInt32LE(value);
    else if (opcode === 0x15) at += loaded === value ? taken : notTaken;
    else if (opcode === 0x35) at += loaded >= value ? taken : notTaken;
    else if (opcode === 0x45) at += (loaded & value) !== 0 ? taken : notTaken;
    else throw new Error(`unknown opcode ${opcode}`);
  }
}

describe.each([
  ["x64", { read: 0, openat: 257, mount: 165, clone: 56, clone3: 435, socket: 41, ioctl: 16 }],
  ["arm64", { read: 63, openat: 56, mount: 40, clone: 220, clone3: 435, socket: 198, ioctl: 29 }],
] as const)("on %s", (machine, calls) => {
  const program = seccompFilter(machine)!;
  const answer = (number: number, ...args: number[]) =>
    decide(program, AUDIT[machine], number, args);

  test("usual calls go through", () => {
    for (const call of [calls.read, calls.openat]) expect(answer(call)).toBe(ALLOW);
  });

  test("forbidden calls fail, and absent ones seem not to exist", () => {
    expect(answer(calls.mount)).toBe(EPERM);
    expect(answer(calls.clone3)).toBe(ENOSYS);
    expect(answer(425)).toBe(ENOSYS);
  });

  test("processes and threads are made, namespaces are not", () => {
    const [thread, fork, user, net] = [0x3d0f00, 17, 0x10000000, 0x40000000];
    expect(answer(calls.clone, thread)).toBe(ALLOW);
    expect(answer(calls.clone, fork)).toBe(ALLOW);
    expect(answer(calls.clone, fork | user)).toBe(EPERM);
    expect(answer(calls.clone, net)).toBe(EPERM);
  });

  test("only the families of sockets that a namespace bounds are there", () => {
    for (const family of [1, 2, 10, 16]) expect(answer(calls.socket, family)).toBe(ALLOW);
    for (const family of [0, 17, 38, 40]) expect(answer(calls.socket, family)).toBe(EAFNOSUPPORT);
  });

  test("a terminal takes its size, not invented input", () => {
    expect(answer(calls.ioctl, 0, 0x5414)).toBe(ALLOW);
    expect(answer(calls.ioctl, 0, 0x5412)).toBe(EPERM);
    expect(answer(calls.ioctl, 0, 0x541c)).toBe(EPERM);
  });

  test("calls of another machine end the process", () => {
    expect(decide(program, 0x40000003, calls.read)).toBe(KILL);
    expect(decide(program, AUDIT[machine === "x64" ? "arm64" : "x64"], calls.read)).toBe(KILL);
  });
});

test("x64's second set of numbers is not there", () => {
  expect(decide(seccompFilter("x64")!, AUDIT.x64, 0x40000000)).toBe(ENOSYS);
});

test("an unknown machine has no filter", () => {
  expect(seccompFilter("riscv64")).toBeUndefined();
});

test("a jump that cannot be made is a fault of the program", () => {
  const jump = { when: "equal", value: 1, jump: "end" } as const;
  expect(() => assemble([jump, { give: 0 }])).toThrow("no jump to end");
  expect(() => assemble([{ label: "end" }, jump])).toThrow("no jump to end");
  const far = Array.from({ length: 256 }, () => ({ give: 0 }) as const);
  expect(() => assemble([jump, ...far, { label: "end" }])).toThrow("no jump to end");
});
