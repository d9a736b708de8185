import { expect, test } from "@jest/globals";
import { encodeRequest } from "../../../../src/embedded-e2b/box/agent/request.ts";

test("parts are separated by NUL; a list is several, what is absent or false is none", () => {
  const request = { op: "start", arg: ["-c", "a=b c"], depth: 0, stdin: true, pty: undefined };
  expect(encodeRequest({ ...request, recursive: false }).toString()).toBe(
    "op=start\0arg=-c\0arg=a=b c\0depth=0\0stdin=",
  );
  expect(encodeRequest({ op: "x", arg: [] }).toString()).toBe("op=x");
});

test("bytes that were no UTF-8 are those bytes again, and other text is UTF-8", () => {
  const bytes = encodeRequest({ path: "é\udcff\udcfe😀\udc80" });
  expect([...bytes]).toEqual([...Buffer.from("path=é"), 0xff, 0xfe, ...Buffer.from("😀"), 0x80]);
});

test("a NUL character would be another part", () => {
  expect(() => encodeRequest({ path: "a\0op=remove" })).toThrow("NUL");
  expect(() => encodeRequest({ arg: ["a\0"] })).toThrow("NUL");
});
