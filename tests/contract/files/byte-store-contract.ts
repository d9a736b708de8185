import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { ByteStore } from "../../../src/files/stores/byte-store.ts";
import { bytesOf, megabytes, streamOf, textOf } from "../../helpers/streams.ts";

let count = 0;
/** Other tests of the same bucket have keys of their own. */
const newKey = (name = "a.csv") => `uploads/ann/${process.pid}-${(count += 1)}__${name}`;

const put = async (store: ByteStore, key: string, text: string) =>
  store.put(key, streamOf([bytesOf(text)]), "text/csv");

/** What every byte store must do. */
export function describeByteStore(makeStore: () => Promise<ByteStore>): void {
  test("gives back what was put, whole and in ranges", async () => {
    const store = await makeStore();
    const key = newKey();
    await put(store, key, "0123456789");
    expect(await store.stat(key)).toEqual({ size: 10 });
    expect(await textOf(await store.read(key))).toBe("0123456789");
    expect(await textOf(await store.read(key, { start: 2, end: 4 }))).toBe("234");
    expect(await textOf(await store.read(key, { start: 0, end: 0 }))).toBe("0");
    expect(await textOf(await store.read(key, { start: 9, end: 9 }))).toBe("9");
  });

  test("keeps an empty body", async () => {
    const store = await makeStore();
    const key = newKey();
    await store.put(key, streamOf([]), "text/csv");
    expect(await store.stat(key)).toEqual({ size: 0 });
    expect(await textOf(await store.read(key))).toBe("");
  });

  test("keeps a body of many parts, byte for byte", async () => {
    const store = await makeStore();
    const key = newKey();
    const hash = createHash("sha256");
    for (const piece of megabytes(40)) hash.update(piece);
    await store.put(key, streamOf(megabytes(40)), "application/octet-stream");
    expect((await store.stat(key))?.size).toBe(40 * 2 ** 20);
    const read = createHash("sha256");
    for await (const piece of await store.read(key)) read.update(piece);
    expect(read.digest("hex")).toBe(hash.digest("hex"));
    const across = { start: 2 ** 23 - 2, end: 2 ** 23 + 1 };
    const middle = await new Response(await store.read(key, across)).arrayBuffer();
    expect([...new Uint8Array(middle)]).toEqual([7, 7, 8, 8]);
  });

  test("knows nothing of a key that was never put or was removed", async () => {
    const store = await makeStore();
    const key = newKey();
    await put(store, key, "x");
    await store.remove(key);
    await store.remove(key);
    for (const missing of [key, newKey()]) {
      expect(await store.stat(missing)).toBeUndefined();
      await expect(store.read(missing)).rejects.toMatchObject({ code: "file_not_found" });
    }
  });

  test.each([1, 20])("keeps nothing of a body that breaks off after %d MB", async (size) => {
    const store = await makeStore();
    const key = newKey();
    const torn = streamOf(megabytes(size), new Error("torn"));
    await expect(store.put(key, torn, "text/csv")).rejects.toThrow(/torn|file store/);
    expect(await store.stat(key)).toBeUndefined();
    await expect(store.read(key)).rejects.toMatchObject({ code: "file_not_found" });
  });

  test("leaves the old bytes of a key when a new body breaks off", async () => {
    const store = await makeStore();
    const key = newKey();
    await put(store, key, "old");
    const torn = streamOf(megabytes(20), new Error("torn"));
    await expect(store.put(key, torn, "text/csv")).rejects.toThrow(/torn|file store/);
    expect(await textOf(await store.read(key))).toBe("old");
  });

  test.each(["销售 2024.csv", "a+b %20&c=#1.csv", "50% off.csv", "it's (1).csv", "n".repeat(200)])(
    "takes the name %j",
    async (name) => {
      const store = await makeStore();
      const key = newKey(name);
      await put(store, key, name);
      expect(await textOf(await store.read(key))).toBe(name);
    },
  );

  test("goes on after a reader that left in the middle", async () => {
    const store = await makeStore();
    const key = newKey();
    await store.put(key, streamOf(megabytes(4)), "application/octet-stream");
    for (let round = 0; round < 60; round += 1) {
      const reader = (await store.read(key)).getReader();
      expect((await reader.read()).value?.length).toBeGreaterThan(0);
      await reader.cancel();
    }
    expect((await store.stat(key))?.size).toBe(4 * 2 ** 20);
  });

  test("keeps bodies apart that come at once", async () => {
    const store = await makeStore();
    const keys = Array.from({ length: 10 }, () => newKey());
    await Promise.all(keys.map(async (key) => put(store, key, key)));
    const read = await Promise.all(keys.map(async (key) => textOf(await store.read(key))));
    expect(read).toEqual(keys);
  });
}

/** What a store with signed URLs must do: a browser gets the file, and only this file, for a time. */
export function describeSignedLinks(makeStore: () => Promise<ByteStore>): void {
  describe("a signed link", () => {
    test("gives the file under its name, and only that", async () => {
      const store = await makeStore();
      const key = newKey();
      await put(store, key, "secret,1");
      const facts = { name: "销售.html", mime: "text/html" };
      const url = await store.locate(key, facts);
      const answer = await fetch(url);
      expect(await answer.text()).toBe("secret,1");
      expect(answer.headers.get("content-type")).toBe("text/html");
      const disposition = answer.headers.get("content-disposition");
      expect(disposition).toMatch(/^attachment; .*filename\*=UTF-8''%E9%94%80%E5%94%AE\.html$/);
      expect((await fetch(url.split("?")[0] ?? "")).ok).toBe(false);
      const other = newKey();
      await put(store, other, "another's");
      const stolen = url.replace(/ann\/[^?]*/, other.slice(other.indexOf("ann/")));
      expect(stolen).not.toBe(url);
      expect((await fetch(stolen)).ok).toBe(false);
    });
  });
}
