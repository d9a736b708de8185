import { describe, expect, test } from "@jest/globals";
import { FrameReader, frame } from "../../../../src/embedded-e2b/box/agent/frames.ts";

const sent = [frame("O", Buffer.from("out")), frame("C"), frame("X", Buffer.from('{"code":3}'))];
const read = sent.map((one) => ({
  kind: String.fromCharCode(one[0]!),
  payload: one.subarray(5),
}));

describe("frames", () => {
  test.each([1, 2, 4, 5, 6, 7, 100])("are whole again when they come in pieces of %d", (size) => {
    const bytes = Buffer.concat(sent);
    const reader = new FrameReader();
    const found = [];
    for (let at = 0; at < bytes.length; at += size) {
      reader.push(bytes.subarray(at, at + size));
      for (let next = reader.next(); next !== undefined; next = reader.next()) found.push(next);
    }
    expect(found).toEqual(read);
    expect(reader.rest()).toHaveLength(0);
  });

  test("leave what follows them", () => {
    const reader = new FrameReader();
    reader.push(Buffer.concat([sent[0]!, Buffer.from("bare ")]));
    reader.push(Buffer.from("bytes"));
    expect(reader.next()).toEqual(read[0]);
    expect(reader.rest().toString()).toBe("bare bytes");
  });

  test("that announce more than can be are refused before they are kept", () => {
    const reader = new FrameReader();
    reader.push(Buffer.from([0x41, 0xff, 0xff, 0xff, 0xff]));
    expect(() => reader.next()).toThrow("a frame of 4294967295 bytes");
  });
});
