import { describe, expect, test } from "@jest/globals";
import { createFileStore, type FileStoreParts } from "../../../src/files/file-store.ts";
import type { ByteStore } from "../../../src/files/stores/byte-store.ts";
import { ann } from "../../helpers/callers.ts";
import { createMemoryBytes } from "../../helpers/memory-bytes.ts";
import { createMemoryFileRecords } from "../../helpers/memory-file-records.ts";
import { createMemoryLeases } from "../../helpers/memory-leases.ts";
import { NO_LIMITS } from "../../helpers/memory-store.ts";
import { streamOf, textOf } from "../../helpers/streams.ts";

const body = new TextEncoder().encode("a,b\n1,2\n");
const named = (threadId: string) => ({ name: "a.csv", mime: "text/csv", threadId });

/** Stores of two processes over the same bytes and records; the first one halts where it has found equal bytes. */
function twoStores() {
  const bytes = createMemoryBytes();
  const refused = Promise.withResolvers<void>();
  const found = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const leases = createMemoryLeases(() => refused.resolve());
  const shared = { records: createMemoryFileRecords(), limits: NO_LIMITS, leases };
  const halting: ByteStore = {
    ...bytes,
    async stat(key) {
      const there = await bytes.stat(key);
      found.resolve();
      await goOn.promise;
      return there;
    },
  };
  return {
    first: createFileStore({ ...shared, bytes: halting }),
    second: createFileStore({ ...shared, bytes }),
    found: found.promise,
    refused: refused.promise,
    goOn: goOn.resolve,
  };
}

describe("two processes over one store", () => {
  test.each([
    ["in one piece", () => body],
    ["as a stream", () => streamOf([body])],
  ])("keep what one gives %s while the other removes its equal", async (_how, given) => {
    const { first, second, found, refused, goOn } = twoStores();
    const old = await second.put(ann, named("t1"), body);
    const putting = first.put(ann, named("t2"), given());
    await found;
    const removed = second.remove(ann, old.id);
    await Promise.race([removed, refused]);
    goOn();
    const kept = await putting;
    expect(await removed).toBe(true);
    expect(await textOf(await second.read(ann, kept.id))).toBe("a,b\n1,2\n");
    expect(await second.find(ann, old.id)).toBeUndefined();
  });
});

/** Before and after the settings name another store; `keepsOld`: what is in the old one can still be read. */
function changed(keepsOld: boolean) {
  const old = createMemoryBytes();
  const parts = { records: createMemoryFileRecords(), limits: NO_LIMITS };
  const now: FileStoreParts = {
    ...parts,
    bytes: { ...createMemoryBytes(), source: "s3" },
    older: keepsOld ? [old] : [],
  };
  return { old, before: createFileStore({ ...parts, bytes: old }), now: createFileStore(now) };
}

describe("a store that was changed for another", () => {
  test("keeps the file that the thread has, when the same comes again", async () => {
    const { before, now } = changed(true);
    const file = await before.put(ann, named("t1"), body);
    expect((await now.put(ann, named("t1"), body)).id).toBe(file.id);
    expect(await textOf(await now.read(ann, file.id))).toBe("a,b\n1,2\n");
  });

  test("takes new files, lists and deletes a thread beside files whose store is named no more", async () => {
    const { before, now } = changed(false);
    await before.put(ann, named("t1"), body);
    const again = await now.put(ann, named("t1"), body);
    expect(again.name).toBe("a-2.csv");
    expect(await textOf(await now.read(ann, again.id))).toBe("a,b\n1,2\n");
    expect((await now.list(ann, "t1")).map(({ id }) => id)).toEqual([again.id]);
    expect(await now.removeThread(ann, "t1")).toBe(2);
    expect(await before.list(ann, "t1")).toEqual([]);
  });
});
