import { describe, expect, test } from "@jest/globals";
import { AgentFault } from "../../../../src/embedded-e2b/box/agent-fault.ts";
import { parseRange } from "../../../../src/embedded-e2b/envd/files/range.ts";
import { entryInfo } from "../../../../src/embedded-e2b/envd/filesystem/entry-info.ts";
import { startSchema } from "../../../../src/embedded-e2b/envd/process/schemas.ts";
import { envelope, openEnvelope } from "../../../../src/embedded-e2b/envd/rpc/envelope.ts";
import { RpcError, rpcErrorOf } from "../../../../src/embedded-e2b/envd/rpc/rpc-error.ts";

describe("an envelope", () => {
  test("holds one message, and says when it is the last", () => {
    const message = { event: { keepalive: {} } };
    expect(openEnvelope(envelope(message))).toEqual(message);
    expect(envelope(message)[0]).toBe(0);
    expect(envelope({}, true)[0]).toBe(2);
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["half a header", Buffer.alloc(4)],
    ["a part of a message", envelope({ a: 1 }).subarray(0, 8)],
    ["two messages", Buffer.concat([envelope({}), envelope({})])],
    ["a compressed message", Buffer.from([1, 0, 0, 0, 0])],
    ["no JSON", Buffer.from([0, 0, 0, 0, 1, 0x7b])],
  ])("with %s is refused", (_what, body) => {
    expect(() => openEnvelope(body)).toThrow(/message|JSON/);
  });
});

test.each([
  [undefined, undefined],
  ["", undefined],
  ["bytes=-", undefined],
  ["bytes=-0", undefined],
  ["bytes=5-2", undefined],
  ["bytes=a-b", undefined],
  ["bytes=0-1,3-4", undefined],
  ["bytes=99999999999999999999-", undefined],
  ["bytes=0-", { start: 0 }],
  ["bytes=2-5", { start: 2, end: 5 }],
  ["bytes=-5", { start: -5 }],
])("the range %j means %j", (header, range) => {
  expect(parseRange(header)).toEqual(range);
});

describe("an entry", () => {
  const entry = {
    name: "f",
    path: "/home/user/f",
    type: "file",
    size: 2 ** 40,
    mode: 0o4750,
    owner: "user",
    group: "user",
    modifiedMs: 0,
  } as const;

  test("is told in proto3's JSON, with the modes of Go", () => {
    expect(entryInfo(entry)).toMatchObject({
      type: "FILE_TYPE_FILE",
      size: "1099511627776",
      mode: 0o750,
      permissions: "-rwxr-x---",
      modifiedTime: "1970-01-01T00:00:00.000Z",
    });
    expect(entryInfo({ ...entry, type: "dir", mode: 0o1777 })).toMatchObject({
      type: "FILE_TYPE_DIRECTORY",
      permissions: "drwxrwxrwx",
    });
  });

  test("that is a link says where it leads, or has no type", () => {
    expect(entryInfo({ ...entry, symlinkTarget: "/x" })).toMatchObject({
      type: "FILE_TYPE_FILE",
      permissions: "Lrwxrwxrwx",
      symlinkTarget: "/x",
    });
    expect(entryInfo({ ...entry, type: "symlink", symlinkTarget: "/x" })).toMatchObject({
      type: "FILE_TYPE_UNSPECIFIED",
    });
  });
});

test("zero values that were left out are there again", () => {
  expect(startSchema.parse({ process: { cmd: "x" } })).toEqual({
    process: { cmd: "x", args: [], envs: {} },
    stdin: true,
  });
  expect(startSchema.safeParse({ process: { cmd: "" } }).success).toBe(false);
  expect(startSchema.safeParse({ process: { cmd: "x", cwd: "a\0" } }).success).toBe(false);
  expect(startSchema.safeParse({ process: { cmd: "x", envs: { "A=B": "" } } }).success).toBe(false);
});

test("whatever is raised has a code and a status of its own", () => {
  expect(rpcErrorOf(new AgentFault("not_found", "gone"))).toMatchObject({
    code: "not_found",
    status: 404,
    message: "gone",
  });
  expect(rpcErrorOf(new TypeError("oops"))).toMatchObject({ code: "internal", status: 500 });
  expect(rpcErrorOf(new RpcError("deadline_exceeded", "late")).body).toEqual({
    code: "deadline_exceeded",
    message: "late",
  });
});
