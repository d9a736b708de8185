import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { createFileStore } from "../../../src/files/file-store.ts";
import type { AnalystError } from "../../../tools/errors.ts";
import type { FileLimits } from "../../../src/files/file-limits.ts";
import type { ByteStore } from "../../../src/files/stores/byte-store.ts";
import type { FileRecords } from "../../../src/persistence/records/file-records.ts";
import { createMemoryFileRecords } from "../../helpers/memory-file-records.ts";
import { NO_LIMITS } from "../../helpers/memory-store.ts";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { FileStore, StoredFile } from "../../../tools/ports/file-store.ts";
import { ann, bob, callerOf } from "../../helpers/callers.ts";
import { megabytes, streamOf, textOf } from "../../helpers/streams.ts";

const encoder = new TextEncoder();

/** Without the link: a signed one is another one every second. */
const plain = ({ url, ...file }: StoredFile) => {
  expect(url).not.toBe("");
  return file;
};

const found = async (store: FileStore, caller: Caller, id: string) => {
  const file = await store.find(caller, id);
  return file && plain(file);
};

const listed = async (store: FileStore, caller: Caller, threadId: string) =>
  (await store.list(caller, threadId)).map(plain);

const named = (name: string, threadId = "t1") => ({ name, mime: "text/csv", threadId });

export interface StoreUnderTest {
  readonly store: FileStore;
  readonly bytes: ByteStore;
  readonly records: FileRecords;
}

/** A file store with its parts, over a byte store. */
export function fileStoreOver(bytes: ByteStore, limits: Partial<FileLimits> = {}): StoreUnderTest {
  const records = createMemoryFileRecords();
  const store = createFileStore({ bytes, records, limits: { ...NO_LIMITS, ...limits } });
  return { store, bytes, records };
}

/** What a file store must do over every byte store; `makeBytes` gives one that is empty for its users. */
export function describeFileStore(makeBytes: () => Promise<ByteStore>): void {
  const makeStore = async () => fileStoreOver(await makeBytes()).store;

  describe("a file store", () => {
    test("keeps bytes, name, type, size and hash", async () => {
      const store = await makeStore();
      const body = encoder.encode("city,sales\n北京,3\n");
      const file = await store.put(ann, named("销售 2024.csv"), body);
      expect(file).toMatchObject({ name: "销售 2024.csv", mime: "text/csv", size: body.length });
      expect(file.sha256).toBe(createHash("sha256").update(body).digest("hex"));
      expect(await textOf(await store.read(ann, file.id))).toBe("city,sales\n北京,3\n");
      expect(await found(store, ann, file.id)).toEqual(plain(file));
    });

    test("takes a stream of many chunks and an empty body", async () => {
      const store = await makeStore();
      const chunk = new Uint8Array(65_536).fill(7);
      const big = await store.put(
        ann,
        named("big.bin"),
        streamOf(Array.from({ length: 300 }, () => chunk)),
      );
      expect(big.size).toBe(300 * chunk.length);
      let read = 0;
      for await (const part of await store.read(ann, big.id)) read += part.length;
      expect(read).toBe(big.size);

      const empty = await store.put(ann, named("empty.csv"), streamOf([]));
      expect(empty.size).toBe(0);
      expect(await textOf(await store.read(ann, empty.id))).toBe("");
    });

    test("shows a file to its owner only", async () => {
      const store = await makeStore();
      const file = await store.put(ann, named("a.csv"), encoder.encode("a"));
      expect(await store.find(bob, file.id)).toBeUndefined();
      await expect(store.read(bob, file.id)).rejects.toMatchObject({ code: "file_not_found" });
      expect(await store.list(bob, "t1")).toEqual([]);
    });

    test("lists the files of a thread, oldest first", async () => {
      const store = await makeStore();
      const names = Array.from({ length: 30 }, (_, index) => `f${index}.csv`);
      for (const name of names) await store.put(ann, named(name), encoder.encode(name));
      await store.put(ann, named("other.csv", "t2"), encoder.encode("x"));
      expect((await store.list(ann, "t1")).map(({ name }) => name)).toEqual(names);
      expect(await store.list(ann, "nothing here")).toEqual([]);
    });

    test("gives other content of a known name a name of its own, equal content the known file", async () => {
      const store = await makeStore();
      const first = await store.put(ann, named("chart.png"), encoder.encode("1"));
      const second = await store.put(ann, named("chart.png"), encoder.encode("2"));
      const again = await store.put(ann, named("chart.png"), encoder.encode("2"));
      expect([first.name, second.name]).toEqual(["chart.png", "chart-2.png"]);
      expect(plain(again)).toEqual(plain(second));
      expect(await textOf(await store.read(ann, first.id))).toBe("1");
    });

    test("keeps every file when many of one name arrive at once", async () => {
      const store = await makeStore();
      const bodies = Array.from({ length: 12 }, (_, index) => `content ${index}`);
      const files = await Promise.all(
        bodies.map(async (body) => store.put(ann, named("same.csv"), encoder.encode(body))),
      );
      expect(new Set(files.map(({ name }) => name)).size).toBe(12);
      const read = await Promise.all(
        files.map(async ({ id }) => textOf(await store.read(ann, id))),
      );
      expect(read).toEqual(bodies);
    });

    test("keeps nothing of a body that breaks off", async () => {
      const store = await makeStore();
      const broken = streamOf([encoder.encode("half")], new Error("torn"));
      await expect(store.put(ann, named("a.csv"), broken)).rejects.toThrow("torn");
      expect(await store.list(ann, "t1")).toEqual([]);
    });

    test.each([
      ["../../etc/passwd", "passwd"],
      ["..\\..\\boot.ini", "boot.ini"],
      ["/abs/path/x.csv", "x.csv"],
      ["..", "file"],
      [".hidden", "hidden"],
      ["", "file"],
      ["a\u0000b\n.csv", "a_b_.csv"],
      ["a\u202egpj.exe", "a_gpj.exe"],
      ["CON", "_CON"],
      ["nul.txt", "_nul.txt"],
      ["what?.csv", "what_.csv"],
      ["dots...", "dots"],
      ["\ud800.csv", "\ufffd.csv"],
      ["e\u0301.csv", "\u00e9.csv"],
    ])("stores %j as %j", async (given, expected) => {
      const store = await makeStore();
      const file = await store.put(ann, named(given), encoder.encode("x"));
      expect(file.name).toBe(expected);
      expect(await textOf(await store.read(ann, file.id))).toBe("x");
    });

    test("shortens a name of any length and keeps its ending", async () => {
      const store = await makeStore();
      for (const body of ["one", "two"]) {
        const file = await store.put(ann, named(`${"数据".repeat(300)}.csv`), encoder.encode(body));
        expect(Buffer.byteLength(file.name)).toBeLessThanOrEqual(255);
        expect(file.name.endsWith(".csv")).toBe(true);
      }
    });

    test.each(["", "..", "../t1", "nope", "a/b", "\u0000", "x".repeat(5_000)])(
      "knows no file by the id %j",
      async (id) => {
        const store = await makeStore();
        await store.put(ann, named("a.csv"), encoder.encode("a"));
        expect(await store.find(ann, id)).toBeUndefined();
        await expect(store.read(ann, id)).rejects.toMatchObject({ code: "file_not_found" });
      },
    );

    test("keeps owners and threads of any name apart", async () => {
      const store = await makeStore();
      const owners = ["a/b", "a-b", "../a", "数据", " "];
      const files = await Promise.all(
        owners.map(async (owner) =>
          store.put(callerOf(owner), named("x.csv", owner), encoder.encode(owner)),
        ),
      );
      for (const [index, owner] of owners.entries()) {
        expect(await listed(store, callerOf(owner), owner)).toEqual(
          files.slice(index, index + 1).map(plain),
        );
      }
    });

    test("gives a range of a file", async () => {
      const store = await makeStore();
      const file = await store.put(ann, named("a.csv"), encoder.encode("0123456789"));
      expect(await textOf(await store.read(ann, file.id, { start: 3, end: 5 }))).toBe("345");
    });

    test.each([
      ["sales.csv", "Sales.CSV", "Sales-2.CSV"],
      ["sales.csv", "s\u0430les.csv", "s\u0430les-2.csv"],
      ["sales.csv", "\uff53ales.csv", "\uff53ales-2.csv"],
    ])("takes other content under %j and %j for a collision", async (first, second, expected) => {
      const store = await makeStore();
      await store.put(ann, named(first), encoder.encode("1"));
      expect((await store.put(ann, named(second), encoder.encode("2"))).name).toBe(expected);
    });

    test("keeps equal bytes of an owner once, over names and threads, and apart from another's", async () => {
      const { store, records, bytes } = fileStoreOver(await makeBytes());
      const one = await store.put(ann, named("a.csv"), encoder.encode("same"));
      const two = await store.put(ann, named("b.csv", "t2"), streamOf([encoder.encode("same")]));
      const three = await store.put(ann, named("c.csv", "t2"), encoder.encode("same"));
      const other = await store.put(bob, named("a.csv"), encoder.encode("same"));
      const keys = new Set((await records.list(ann)).map(({ storageKey }) => storageKey));
      const [key = ""] = keys;
      expect(keys.size).toBe(1);
      expect((await records.list(bob)).map(({ storageKey }) => storageKey)).not.toEqual([key]);

      expect(await store.remove(ann, one.id)).toBe(true);
      expect(await store.remove(ann, two.id)).toBe(true);
      expect(await textOf(await store.read(ann, three.id))).toBe("same");
      expect(await store.remove(ann, three.id)).toBe(true);
      expect(await bytes.stat(key)).toBeUndefined();
      expect(await textOf(await store.read(bob, other.id))).toBe("same");
    });

    test("keeps equal bodies once that come at once", async () => {
      const { store, records } = fileStoreOver(await makeBytes());
      const names = Array.from({ length: 8 }, (_, index) => `f${index}.csv`);
      const body = encoder.encode("the same");
      await Promise.all(names.map(async (name) => store.put(ann, named(name), streamOf([body]))));
      const kept = await records.list(ann);
      expect(kept).toHaveLength(8);
      expect(new Set(kept.map(({ storageKey }) => storageKey)).size).toBe(1);
    });

    test("sends bytes anew when those of a known file are gone", async () => {
      const { store, records, bytes } = fileStoreOver(await makeBytes());
      const file = await store.put(ann, named("a.csv"), encoder.encode("x"));
      await bytes.remove((await records.find(ann, file.id))?.storageKey ?? "");
      await expect(store.read(ann, file.id)).rejects.toMatchObject({ code: "file_not_found" });
      const again = await store.put(ann, named("a.csv"), encoder.encode("x"));
      expect(again.name).toBe("a.csv");
      expect(await textOf(await store.read(ann, again.id))).toBe("x");
      expect(await listed(store, ann, "t1")).toEqual([plain(again)]);
    });

    test("removes a file for its owner only", async () => {
      const store = await makeStore();
      const file = await store.put(ann, named("a.csv"), encoder.encode("a"));
      expect(await store.remove(bob, file.id)).toBe(false);
      expect(await store.removeThread(bob, "t1")).toBe(0);
      expect(await store.removeAll(bob)).toBe(0);
      expect(await textOf(await store.read(ann, file.id))).toBe("a");
    });

    test("removes a thread's files, and what other threads share stays", async () => {
      const { store, records, bytes } = fileStoreOver(await makeBytes());
      const own = await store.put(ann, named("own.csv"), encoder.encode("own"));
      await store.put(ann, named("a.csv"), encoder.encode("shared"));
      const kept = await store.put(ann, named("a.csv", "t2"), encoder.encode("shared"));
      const key = (await records.find(ann, own.id))?.storageKey ?? "";
      expect(await store.removeThread(ann, "t1")).toBe(2);
      expect(await store.list(ann, "t1")).toEqual([]);
      expect(await bytes.stat(key)).toBeUndefined();
      expect(await textOf(await store.read(ann, kept.id))).toBe("shared");
      expect(await store.removeAll(ann)).toBe(1);
      await expect(store.read(ann, kept.id)).rejects.toMatchObject({ code: "file_not_found" });
    });

    test("lies where LibreChat would put it", async () => {
      const { store, records } = fileStoreOver(await makeBytes());
      const tenant = callerOf("6650f0a1b2c3d4e5f6a7b8c9", { tenantId: "acme" });
      const csv = await store.put(tenant, named("a.csv"), encoder.encode("a"));
      const png = await store.put(
        ann,
        { ...named("c.png"), mime: "image/png" },
        encoder.encode("p"),
      );
      expect(await records.find(tenant, csv.id)).toMatchObject({
        storageKey: `t/acme/uploads/6650f0a1b2c3d4e5f6a7b8c9/${csv.id}__a.csv`,
        context: "assistants_output",
        filename: "a.csv",
      });
      expect((await records.find(ann, png.id))?.storageKey).toBe(`images/ann/${png.id}__c.png`);
    });

    test.each([
      [{ file: 2 ** 20 }, "file_too_large", "1.0 MB", "单个文件"],
      [{ thread: 2 ** 20 }, "limit_reached", "1.0 MB", "本会话"],
      [{ user: 2 ** 20 }, "limit_reached", "1.0 MB", "您的文件"],
    ])("with the limit %j stops a larger body while it comes", async (limits, code, en, zh) => {
      const { store, records } = fileStoreOver(await makeBytes(), limits);
      let sent = 0;
      function* counted() {
        for (const piece of megabytes(64)) {
          sent += 1;
          yield piece;
        }
      }
      const error: unknown = await store
        .put(ann, named("big.csv"), streamOf(counted()))
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code, message: expect.stringContaining(en) });
      expect((error as AnalystError).say("zh")).toContain(zh);
      expect(sent).toBeLessThan(8);
      expect(await records.list(ann)).toEqual([]);
      await store.put(ann, named("fits.csv"), streamOf(megabytes(1)));
    });

    test("counts what a thread and a user have, whoever comes first of several at once", async () => {
      const { store } = fileStoreOver(await makeBytes(), {
        thread: 3 * 2 ** 20,
        user: 4 * 2 ** 20,
      });
      const puts = await Promise.allSettled(
        [...megabytes(6)].map(async (piece, index) =>
          store.put(ann, named(`${index}.bin`), streamOf([piece])),
        ),
      );
      expect(puts.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
      const [piece = new Uint8Array()] = megabytes(1);
      await store.put(ann, named("other.bin", "t2"), piece);
      const full = store.put(ann, named("more.bin", "t2"), streamOf([encoder.encode("more")]));
      await expect(full).rejects.toMatchObject({ code: "limit_reached" });
      await store.put(bob, named("x.bin"), piece);
    });
  });
}
