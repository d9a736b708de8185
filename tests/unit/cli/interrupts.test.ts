import { EventEmitter } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { listenForInterrupts } from "../../../src/cli/ask/interrupts.ts";
import type { CliHost } from "../../../src/cli/host.ts";

function listen(isRunning: boolean) {
  const signals = new EventEmitter();
  const gone = new AbortController();
  const said: string[] = [];
  const host = { signals, outputGone: gone.signal } as unknown as CliHost;
  const interrupts = listenForInterrupts(host, {
    isRunning: () => isRunning,
    onFirst: () => said.push("first"),
    onQuit: () => said.push("quit"),
  });
  return { signals, gone, said, interrupts };
}

describe("Ctrl-C", () => {
  it("interrupts first and quits at the second time", () => {
    const { signals, said, interrupts } = listen(true);
    signals.emit("SIGINT");
    expect(interrupts.signal.aborted).toBe(true);
    expect(said).toEqual(["first"]);
    signals.emit("SIGINT");
    expect(said).toEqual(["first", "quit"]);
  });

  it("quits at once while nothing runs", () => {
    const { signals, said } = listen(false);
    signals.emit("SIGTERM");
    expect(said).toEqual(["quit"]);
  });

  it("is left to others after the release", () => {
    const { signals, interrupts } = listen(true);
    interrupts.release();
    expect(signals.listenerCount("SIGINT")).toBe(0);
  });
});

it("a reader that is gone ends the run without a word", () => {
  const { gone, said, interrupts } = listen(true);
  gone.abort();
  expect(interrupts.signal.aborted).toBe(true);
  expect(said).toEqual([]);
});
