import { describe, expect, test } from "@jest/globals";
import type { EventSink } from "../../../../src/embedded-e2b/interpreter/events.ts";
import type { KernelMessage } from "../../../../src/embedded-e2b/kernel/message.ts";
import {
  errorLine,
  forwardOutput,
} from "../../../../src/embedded-e2b/interpreter/kernel-output.ts";

function eventsOf(type: string, content: unknown, more: Partial<KernelMessage> = {}): unknown[] {
  const events: unknown[] = [];
  const sink: EventSink = {
    line: (line) => events.push(line),
    printed: (stream, json) => events.push([stream, json.toString()]),
    note: (text) => events.push(text),
  };
  forwardOutput({ type, parentId: "p", content, unreadBytes: 0, ...more }, sink);
  return events;
}

describe("what a kernel publishes", () => {
  test("the input tells the count", () => {
    expect(eventsOf("execute_input", { execution_count: 3, code: "1" })).toEqual([
      { type: "number_of_executions", execution_count: 3 },
    ]);
  });

  test.each(["stdout", "stderr"] as const)("text on %s stays on it", (stream) => {
    const printed = { stream, json: Buffer.from("  a\\n") };
    expect(eventsOf("stream", undefined, { printed })).toEqual([[stream, "  a\\n"]]);
  });

  test("the value of the last expression is the main result, a display is not", () => {
    const data = { data: { "text/plain": "1" } };
    expect(eventsOf("execute_result", data)).toMatchObject([{ text: "1", is_main_result: true }]);
    expect(eventsOf("display_data", data)).toMatchObject([{ text: "1", is_main_result: false }]);
  });

  test("an update of a display is shown and marked", () => {
    const content = { data: { "text/plain": "2" }, transient: { display_id: "d" } };
    expect(eventsOf("update_display_data", content)).toMatchObject([
      { text: "2", is_main_result: false, display_id: "d", is_update: true },
    ]);
  });

  test("an error has its traceback in lines", () => {
    const content = { ename: "E", evalue: "v", traceback: ["a", "b"] };
    expect(eventsOf("error", content)).toEqual([
      { type: "error", name: "E", value: "v", traceback: "a\nb" },
    ]);
  });

  test.each(["status", "clear_output", "comm_open", "unknown"])("%s is not shown", (type) => {
    expect(eventsOf(type, { data: {} })).toEqual([]);
  });

  test.each(["stream", "execute_result", "error", "execute_input"])(
    "a malformed %s is dropped",
    (type) => {
      expect(eventsOf(type, { name: 5, data: "x", traceback: 1 })).toEqual([]);
      expect(eventsOf(type, undefined)).toEqual([]);
    },
  );

  test("what was too large to be read is named", () => {
    const printed = { stream: "stdout", json: Buffer.from("a") } as const;
    expect(eventsOf("stream", undefined, { printed, unreadBytes: 5 * 1024 * 1024 })).toEqual([
      ["stdout", "a"],
      expect.stringMatching(/5 MB .* dropped/),
    ]);
  });
});

describe("an error", () => {
  test("keeps head and tail of a text that is too long", () => {
    const line = errorLine("E", `A${"x".repeat(1e6)}Z`, `B${"y".repeat(1e6)}Y`);
    expect(line.value).toMatch(/^Ax+\n\[… \d+ characters cut …\]\nx+Z$/);
    expect(line.traceback).toMatch(/^By+\n\[… \d+ characters cut …\]\ny+Y$/);
    expect(line.value.length).toBeLessThan(11_000);
    expect(line.traceback.length).toBeLessThan(101_000);
  });
});
