import { describe, expect, test } from "@jest/globals";
import { createMutex } from "../../../../src/embedded-e2b/interpreter/mutex.ts";

/** Lets every promise that can settle do so. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a mutex", () => {
  test("lets in one at a time, in the order of asking", async () => {
    const mutex = createMutex();
    const inside: number[] = [];
    const releases: (() => void)[] = [];
    for (const number of [1, 2, 3]) {
      void mutex.acquire().then((release) => {
        inside.push(number);
        return releases.push(release);
      });
    }
    await settle();
    expect(inside).toEqual([1]);
    releases[0]?.();
    await settle();
    expect(inside).toEqual([1, 2]);
    releases[1]?.();
    await settle();
    expect(inside).toEqual([1, 2, 3]);
  });

  test("gives up a place in the queue without disturbing the others", async () => {
    const mutex = createMutex();
    const release = await mutex.acquire();
    const leaving = new AbortController();
    const second = mutex.acquire(leaving.signal);
    let third = false;
    void mutex.acquire().then(() => (third = true));
    leaving.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    await settle();
    expect(third).toBe(false);
    release();
    await settle();
    expect(third).toBe(true);
  });

  test("refuses one that is gone before it asks, and stays usable", async () => {
    const mutex = createMutex();
    await expect(mutex.acquire(AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
    await expect(mutex.acquire()).resolves.toBeInstanceOf(Function);
  });
});
