import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { asciiJson } from "../../../../src/embedded-e2b/interpreter/ascii-json.ts";
import { createEventStream } from "../../../../src/embedded-e2b/interpreter/event-stream.ts";

/** Remembers what was written to it. */
class Response extends EventEmitter {
  readonly chunks: string[] = [];
  headersSent = false;
  ended = false;
  writableNeedDrain = false;
  writeHead(): void {}
  flushHeaders(): void {
    this.headersSent = true;
  }
  write(chunk: string): void {
    this.chunks.push(chunk);
  }
  end(): void {
    this.ended = true;
    this.emit("close");
  }
  get lines(): Record<string, unknown>[] {
    const text = this.chunks.join("");
    return text === ""
      ? []
      : text
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as never);
  }
}

const result = (text: string) =>
  ({ type: "result", text, extra: {}, is_main_result: false }) as const;

function open(limitBytes = 1e6) {
  const response = new Response();
  const stream = createEventStream(response as unknown as ServerResponse, {
    keepaliveMs: 5000,
    limitBytes,
  });
  return { response, stream };
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["setImmediate", "clearImmediate", "nextTick"] });
});
afterEach(() => {
  jest.useRealTimers();
});

describe("a line", () => {
  test.each(["数据", "é\u007f", "\ud83d\ude00", "\ud800", "\u2028"])(
    "is pure ASCII, for %j",
    (text) => {
      const json = asciiJson({ text });
      expect(json).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(json)).toEqual({ text });
    },
  );

  test("has null for what JSON has no number for", () => {
    expect(asciiJson({ a: [Number.NaN, Infinity] })).toBe('{"a":[null,null]}');
  });
});

describe("a stream of events", () => {
  test("sends its headers before anything happens", () => {
    expect(open().response.headersSent).toBe(true);
  });

  test("sends what comes together in one chunk", async () => {
    const { response, stream } = open();
    stream.text("stdout", "a");
    stream.text("stderr", "b");
    stream.line({ type: "number_of_executions", execution_count: 1 });
    await turn();
    expect(response.chunks).toHaveLength(1);
    expect(response.lines.map(({ type }) => type)).toEqual([
      "stdout",
      "stderr",
      "number_of_executions",
    ]);
  });

  test("ends with its closing line", () => {
    const { response, stream } = open();
    stream.text("stdout", "a");
    stream.end();
    expect(response.lines.map(({ type }) => type)).toEqual(["stdout", "end_of_execution"]);
    expect(response.ended).toBe(true);
  });

  test("says that it is alive after each silence", async () => {
    const { response, stream } = open();
    jest.advanceTimersByTime(4000);
    stream.text("stdout", "a");
    await turn();
    jest.advanceTimersByTime(4000);
    await turn();
    expect(response.lines.map(({ type }) => type)).toEqual(["stdout"]);
    jest.advanceTimersByTime(1000);
    await turn();
    jest.advanceTimersByTime(5000);
    await turn();
    expect(response.lines.map(({ type }) => type)).toEqual(["stdout", "keepalive", "keepalive"]);
  });

  test("does not pile up keepalives for a client that reads nothing", async () => {
    const { response } = open();
    response.writableNeedDrain = true;
    jest.advanceTimersByTime(60_000);
    await turn();
    expect(response.chunks).toEqual([]);
  });

  test("writes nothing to a connection that is gone, and stops its timer", async () => {
    const { response, stream } = open();
    stream.text("stdout", "a");
    response.emit("close");
    stream.text("stdout", "b");
    jest.advanceTimersByTime(60_000);
    await turn();
    expect(response.chunks).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("splits a long text into lines that a client can join, never within a character", () => {
    const { response, stream } = open();
    const text = "x😀".repeat(50_000);
    stream.text("stdout", text);
    stream.end();
    const texts = response.lines.slice(0, -1).map((line) => String(line["text"]));
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join("")).toBe(text);
    for (const piece of texts) expect(piece.isWellFormed()).toBe(true);
  });
});

describe("a run's limit", () => {
  test("cuts the output and says so once", () => {
    const { response, stream } = open(200_000);
    for (let index = 0; index < 10; index += 1) stream.text("stdout", "x".repeat(65_536));
    stream.line({ type: "result", text: "late", extra: {}, is_main_result: true });
    stream.end();
    const notes = response.lines.filter(({ type }) => type === "stderr");
    expect(notes).toHaveLength(1);
    expect(notes[0]?.["text"]).toMatch(/output cut/);
    expect(response.chunks.join("").length).toBeLessThan(201_000);
    expect(response.lines.at(-1)).toEqual({ type: "end_of_execution" });
  });

  test("does not keep back how the run ended", () => {
    const { response, stream } = open(100);
    stream.text("stdout", "x".repeat(1000));
    stream.line({ type: "error", name: "E", value: "v", traceback: "t" });
    stream.end();
    expect(response.lines).toContainEqual({ type: "error", name: "E", value: "v", traceback: "t" });
  });

  test("drops one result that is too large and keeps the rest", () => {
    const { response, stream } = open(10_000);
    stream.line(result("y".repeat(20_000)));
    stream.line(result("small"));
    stream.end();
    expect(response.lines[0]?.["text"]).toMatch(/result of .* dropped/);
    expect(response.lines[1]).toMatchObject({ text: "small" });
  });
});
