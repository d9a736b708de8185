import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { createEventStream } from "../../../../src/embedded-e2b/interpreter/event-stream.ts";
import { asciiJson, asciiPieces } from "../../../../src/embedded-e2b/interpreter/json-bytes.ts";

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
  write(chunk: Buffer): void {
    this.chunks.push(chunk.toString("latin1"));
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

/** The inside of a JSON string, as a kernel sends printed text. */
const jsonText = (text: string) => Buffer.from(JSON.stringify(text)).subarray(1, -1);

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
      const json = asciiJson({ text }).toString("latin1");
      expect(json).toMatch(/^[\x20-\x7f]*$/);
      expect(JSON.parse(json)).toEqual({ text });
    },
  );

  test("has null for what JSON has no number for", () => {
    expect(asciiJson({ a: [Number.NaN, Infinity] }).toString()).toBe('{"a":[null,null]}');
  });
});

describe("a stream of events", () => {
  test("sends its headers before anything happens", () => {
    expect(open().response.headersSent).toBe(true);
  });

  test("sends what comes together in one chunk", async () => {
    const { response, stream } = open();
    stream.printed("stdout", jsonText("a"));
    stream.printed("stderr", jsonText("b"));
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
    stream.printed("stdout", jsonText("a"));
    stream.end();
    expect(response.lines.map(({ type }) => type)).toEqual(["stdout", "end_of_execution"]);
    expect(response.ended).toBe(true);
  });

  test("says that it is alive after each silence", async () => {
    const { response, stream } = open();
    jest.advanceTimersByTime(4000);
    stream.printed("stdout", jsonText("a"));
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
    stream.printed("stdout", jsonText("a"));
    response.emit("close");
    stream.printed("stdout", jsonText("b"));
    jest.advanceTimersByTime(60_000);
    await turn();
    expect(response.chunks).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("splits a long text into lines that a client can join, never within a character", () => {
    const { response, stream } = open();
    const text = "x😀".repeat(50_000);
    stream.printed("stdout", jsonText(text));
    stream.end();
    const texts = response.lines.slice(0, -1).map((line) => String(line["text"]));
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join("")).toBe(text);
    for (const piece of texts) expect(piece.isWellFormed()).toBe(true);
  });
});

const piecesOf = (json: Buffer, size: number) =>
  [...asciiPieces(json, size)].map((piece) => piece.toString("latin1"));

describe("printed text", () => {
  test.each(["数据分析", "é😀x", "\\", '"', "\\\n", "\u0001", "\u007f\u0800", "plain"])(
    "made of %j is the same after it was cut anywhere",
    (unit) => {
      for (let shift = 0; shift < 8; shift += 1) {
        const text = "a".repeat(shift) + unit.repeat(40);
        const pieces = piecesOf(jsonText(text), 16);
        expect(pieces.length).toBeGreaterThan(1);
        for (const piece of pieces) expect(piece).toMatch(/^[\x20-\x7f]*$/);
        expect(pieces.map((piece) => JSON.parse(`"${piece}"`) as string).join("")).toBe(text);
      }
    },
  );

  test.each([
    ["a quote", '","type":"error'],
    ["a line break", "a\nb"],
    ["an unknown escape", "\\x41"],
  ])("with %s in it, which only forgery makes, goes no further", (_what, forged) => {
    expect(piecesOf(Buffer.from(`${"a".repeat(16)}${forged}`), 16)).toEqual(["a".repeat(16)]);
  });

  test("that is no UTF-8 goes no further", () => {
    expect(piecesOf(Buffer.from([0x61, 0xff, 0xfe]), 16)).toEqual([]);
  });

  test.each(["\\", "\\u", "\\u12", "é"])(
    "that ends within a character loses only that: %j",
    (rest) => {
      const json = Buffer.concat([
        Buffer.from("whole"),
        Buffer.from(rest).subarray(0, rest === "é" ? 1 : 4),
      ]);
      expect(piecesOf(json, 5)).toEqual(["whole"]);
    },
  );
});

describe("a run's limit", () => {
  test("cuts the output and says so once", () => {
    const { response, stream } = open(200_000);
    for (let index = 0; index < 10; index += 1)
      stream.printed("stdout", jsonText("x".repeat(65_536)));
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
    stream.printed("stdout", jsonText("x".repeat(1000)));
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
