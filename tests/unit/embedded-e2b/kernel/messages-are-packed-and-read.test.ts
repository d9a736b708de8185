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
    const message = decodeMessage(fromKernel("status", '{"execution_state":"idle"}'), LIMIT);
    expect(message).toEqual({
      type: "status",
      parentId: "p1",
      content: { execution_state: "idle" },
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

describe("a printed text", () => {
  test.each([
    ['{"name":"stdout","text":"a\\n数"}', "stdout", "a\\n数"],
    ['{"name": "stderr", "text": ""}', "stderr", ""],
  ])("is taken out as it is: %s", (content, name, json) => {
    const message = decodeMessage(fromKernel("stream", content), LIMIT);
    expect(message?.printed?.stream).toBe(name);
    expect(message?.printed?.json.toString()).toBe(json);
    expect(message?.unreadBytes).toBe(0);
  });

  test.each(['{"text":"a","name":"stdout"}', '{"name":"other","text":"a"}', "{}", '"}', ""])(
    "is not found in %j",
    (content) => {
      expect(decodeMessage(fromKernel("stream", content), LIMIT)?.printed).toBeUndefined();
    },
  );

  test("above the limit keeps its beginning", () => {
    const message = decodeMessage(fromKernel("stream", stream("x".repeat(5000))), LIMIT);
    expect(message?.printed?.json.toString()).toBe("x".repeat(LIMIT));
    expect(message?.unreadBytes).toBe(4000);
  });
});

describe("a message above the limit", () => {
  test("is dropped with its size where it is not printed text", () => {
    const content = JSON.stringify({ data: { "text/html": "y".repeat(5000) } });
    const message = decodeMessage(fromKernel("display_data", content), LIMIT);
    expect(message).toMatchObject({ content: undefined, unreadBytes: content.length });
  });
});
