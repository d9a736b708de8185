import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { interruptRun } from "../../../../src/embedded-e2b/interpreter/interrupt.ts";
import type { Kernel } from "../../../../src/embedded-e2b/kernel/kernel.ts";

const TIMING = { signalAfterMs: 5000, killAfterMs: 25_000 };

function setUp(crowded = false) {
  const done: string[] = [];
  const started = Promise.withResolvers<void>();
  const run = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const kernel = {
    client: {
      request: (channel: string, type: string) => {
        done.push(`${type} on ${channel}`);
        return answered.promise;
      },
    },
    signalInterrupt: async () => void done.push("SIGINT"),
  } as unknown as Kernel;
  let over = false;
  void interruptRun(
    kernel,
    {
      started: started.promise,
      done: run.promise,
      isCrowded: async () => crowded,
      kill: async (why) => {
        done.push(`kill: ${why}`);
        run.reject(new Error("gone"));
      },
    },
    TIMING,
  ).then(() => (over = true));
  return { done, started, run, answered, isOver: () => over };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe("an interrupt", () => {
  test("waits until the kernel has begun, because it ignores it before", async () => {
    const { done, started } = setUp();
    await jest.advanceTimersByTimeAsync(1000);
    expect(done).toEqual([]);
    started.resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(done).toEqual(["interrupt_request on control"]);
  });

  test("goes out also where the beginning was never announced", async () => {
    const { done } = setUp();
    await jest.advanceTimersByTimeAsync(2000);
    expect(done).toEqual(["interrupt_request on control"]);
  });

  test("is over when the run is and the kernel has taken it, never before", async () => {
    const { started, run, answered, isOver } = setUp();
    started.resolve();
    run.resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(isOver()).toBe(false);
    answered.resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(isOver()).toBe(true);
  });

  test("becomes a kill at once where the box is full of processes", async () => {
    const { done, started, answered, isOver } = setUp(true);
    started.resolve();
    answered.resolve();
    await jest.advanceTimersByTimeAsync(5000);
    expect(done).toEqual(["interrupt_request on control", "kill: crowded"]);
    expect(isOver()).toBe(true);
  });

  test("becomes a signal, then a kill", async () => {
    const { done, started, answered, isOver } = setUp();
    started.resolve();
    answered.resolve();
    await jest.advanceTimersByTimeAsync(4999);
    expect(done).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(done).toEqual(["interrupt_request on control", "SIGINT"]);
    await jest.advanceTimersByTimeAsync(25_000);
    expect(done.at(-1)).toBe("kill: stubborn");
    expect(isOver()).toBe(true);
  });
});
