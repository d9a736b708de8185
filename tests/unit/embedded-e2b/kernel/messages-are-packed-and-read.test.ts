import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { decodeMessage, encodeMessage } from "../../../../src/embedded-e2b/kernel/message.ts";
import { parseLenient } from "../../../../src/embedded-e2b/kernel/lenient-json.ts";

const LIMIT = 1000;

/** What a kernel sends: a topic, the delimiter, a signature and four parts. */
function fromKernel(type: string, content: string, parent = '{"msg_id":"p1"}'): Buffer[] {
  const header = JSON.stringify({ msg_type: type, msg_id: "m1" });
  return ["topic", "<IDS|MSG>", "signature", header, parent, "{}", content].map((part) =>
    Buffer.from(part),
  );
}

const stream = (text: string) => JSON.stringify({ name: "stdout", text });

describe("a request", () => {
  const { id, frames } = encodeMessage(
    "execute_request",
    { code: "é" },
    { key: "k", session: "s" },
  );

  test("carries its type, id, session and content", () => {
    expect(frames[0]?.toString()).toBe("<IDS|MSG>");
    expect(JSON.parse(String(frames[2]))).toMatchObject({
      msg_id: id,
      session: "s",
      msg_type: "execute_request",
    });
    expect(JSON.parse(String(frames[5]))).toEqual({ code: "é" });
  });

  test("is signed over its four parts", () => {
    const hmac = createHmac("sha256", "k");
    for (const part of frames.slice(2)) hmac.update(part);
    expect(frames[1]?.toString()).toBe(hmac.digest("hex"));
  });
});

describe("a kernel's message", () => {
  test("is read with its type, parent and content", () => {
    const message = decodeMessage(fromKernel("stream", '{"name":"stdout","text":"a"}'), LIMIT);
    expect(message).toEqual({
      type: "stream",
      parentId: "p1",
      content: { name: "stdout", text: "a" },
      unreadBytes: 0,
    });
  });

  test.each([
    ["no frames", []],
    ["no delimiter", [Buffer.from("a"), Buffer.from("b")]],
    ["too few parts", fromKernel("stream", "{}").slice(0, 5)],
    ["a header that is not JSON", fromKernel("x", "{}").with(3, Buffer.from("{"))],
    ["a header without a type", fromKernel("x", "{}").with(3, Buffer.from("{}"))],
  ])("with %s is dropped", (_what, frames) => {
    expect(decodeMessage(frames, LIMIT)).toBeUndefined();
  });

  test("without a parent belongs to nobody", () => {
    expect(decodeMessage(fromKernel("status", "{}", "{}"), LIMIT)?.parentId).toBeUndefined();
  });

  test("has null where Python wrote NaN or Infinity, but not within a text", () => {
    expect(parseLenient('{"a":[NaN,-Infinity,1],"b":"NaN \\" Infinity"}')).toEqual({
      a: [null, null, 1],
      b: 'NaN " Infinity',
    });
  });

  test("that is no JSON at all has no content", () => {
    expect(parseLenient("{a}")).toBeUndefined();
  });
});

describe("a message above the limit", () => {
  test("keeps the beginning of a printed text", () => {
    const message = decodeMessage(fromKernel("stream", stream("x".repeat(5000))), LIMIT);
    const content = message?.content as { name: string; text: string };
    expect(content.name).toBe("stdout");
    expect(content.text).toMatch(/^x{900,1000}$/);
    expect(message?.unreadBytes).toBeGreaterThan(4000);
  });

  test.each(["\\", '"', "\n", "\u0001"])(
    "keeps it also where the cut falls into an escape of %j",
    (char) => {
      for (let shift = 0; shift < 7; shift += 1) {
        const text = "a".repeat(shift) + char.repeat(3000);
        const content = decodeMessage(fromKernel("stream", stream(text)), LIMIT)?.content as {
          text: string;
        };
        expect(text.startsWith(content.text)).toBe(true);
        expect(content.text.length).toBeGreaterThan(150);
      }
    },
  );

  test("is dropped with its size where it is not a text", () => {
    const content = JSON.stringify({ data: { "text/html": "y".repeat(5000) } });
    const message = decodeMessage(fromKernel("display_data", content), LIMIT);
    expect(message).toMatchObject({ content: undefined, unreadBytes: content.length });
  });
});
