import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { FileStore } from "../../../tools/ports/file-store.ts";

const encoder = new TextEncoder();

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}

function streamOf(chunks: readonly Uint8Array[], failure?: Error): ReadableStream<Uint8Array> {
  const queue = [...chunks];
  return new ReadableStream({
    pull(controller) {
      const chunk = queue.shift();
      if (chunk !== undefined) controller.enqueue(chunk);
      else if (failure !== undefined) controller.error(failure);
      else controller.close();
    },
  });
}

const named = (name: string, threadId = "t1", owner = "ann") => ({
  name,
  mime: "text/csv",
  owner,
  threadId,
});

/** What every file store must do; `makeStore` gives an empty one. */
export function describeFileStore(makeStore: () => Promise<FileStore>): void {
  describe("a file store", () => {
    test("keeps bytes, name, type, size and hash", async () => {
      const store = await makeStore();
      const body = encoder.encode("city,sales\n北京,3\n");
      const file = await store.put(named("销售 2024.csv"), body);
      expect(file).toMatchObject({ name: "销售 2024.csv", mime: "text/csv", size: body.length });
      expect(file.sha256).toBe(createHash("sha256").update(body).digest("hex"));
      expect(await textOf(await store.read(file.id, "ann"))).toBe("city,sales\n北京,3\n");
      expect(await store.find(file.id, "ann")).toEqual(file);
    });

    test("takes a stream of many chunks and an empty body", async () => {
      const store = await makeStore();
      const chunk = new Uint8Array(65_536).fill(7);
      const big = await store.put(
        named("big.bin"),
        streamOf(Array.from({ length: 300 }, () => chunk)),
      );
      expect(big.size).toBe(300 * chunk.length);
      let read = 0;
      for await (const part of await store.read(big.id, "ann")) read += part.length;
      expect(read).toBe(big.size);

      const empty = await store.put(named("empty.csv"), streamOf([]));
      expect(empty.size).toBe(0);
      expect(await textOf(await store.read(empty.id, "ann"))).toBe("");
    });

    test("shows a file to its owner only", async () => {
      const store = await makeStore();
      const file = await store.put(named("a.csv"), encoder.encode("a"));
      expect(await store.find(file.id, "bob")).toBeUndefined();
      await expect(store.read(file.id, "bob")).rejects.toMatchObject({ code: "file_not_found" });
      expect(await store.list("t1", "bob")).toEqual([]);
    });

    test("lists the files of a thread, oldest first", async () => {
      const store = await makeStore();
      const names = Array.from({ length: 30 }, (_, index) => `f${index}.csv`);
      for (const name of names) await store.put(named(name), encoder.encode(name));
      await store.put(named("other.csv", "t2"), encoder.encode("x"));
      expect((await store.list("t1", "ann")).map(({ name }) => name)).toEqual(names);
      expect(await store.list("nothing here", "ann")).toEqual([]);
    });

    test("gives other content of a known name a name of its own, equal content the known file", async () => {
      const store = await makeStore();
      const first = await store.put(named("chart.png"), encoder.encode("1"));
      const second = await store.put(named("chart.png"), encoder.encode("2"));
      const again = await store.put(named("chart.png"), encoder.encode("2"));
      expect([first.name, second.name]).toEqual(["chart.png", "chart-2.png"]);
      expect(again).toEqual(second);
      expect(await textOf(await store.read(first.id, "ann"))).toBe("1");
    });

    test("keeps every file when many of one name arrive at once", async () => {
      const store = await makeStore();
      const bodies = Array.from({ length: 12 }, (_, index) => `content ${index}`);
      const files = await Promise.all(
        bodies.map(async (body) => store.put(named("same.csv"), encoder.encode(body))),
      );
      expect(new Set(files.map(({ name }) => name)).size).toBe(12);
      const read = await Promise.all(
        files.map(async ({ id }) => textOf(await store.read(id, "ann"))),
      );
      expect(read).toEqual(bodies);
    });

    test("keeps nothing of a body that breaks off", async () => {
      const store = await makeStore();
      const broken = streamOf([encoder.encode("half")], new Error("torn"));
      await expect(store.put(named("a.csv"), broken)).rejects.toThrow("torn");
      expect(await store.list("t1", "ann")).toEqual([]);
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
      const file = await store.put(named(given), encoder.encode("x"));
      expect(file.name).toBe(expected);
      expect(await textOf(await store.read(file.id, "ann"))).toBe("x");
    });

    test("shortens a name of any length and keeps its ending", async () => {
      const store = await makeStore();
      for (const body of ["one", "two"]) {
        const file = await store.put(named(`${"数据".repeat(300)}.csv`), encoder.encode(body));
        expect(Buffer.byteLength(file.name)).toBeLessThanOrEqual(255);
        expect(file.name.endsWith(".csv")).toBe(true);
      }
    });

    test.each(["", "..", "../t1", "nope", "a/b", "\u0000", "x".repeat(5_000)])(
      "knows no file by the id %j",
      async (id) => {
        const store = await makeStore();
        await store.put(named("a.csv"), encoder.encode("a"));
        expect(await store.find(id, "ann")).toBeUndefined();
        await expect(store.read(id, "ann")).rejects.toMatchObject({ code: "file_not_found" });
      },
    );

    test("keeps owners and threads of any name apart", async () => {
      const store = await makeStore();
      const owners = ["a/b", "a-b", "../a", "数据", ""];
      const files = await Promise.all(
        owners.map(async (owner) => store.put(named("x.csv", owner, owner), encoder.encode(owner))),
      );
      for (const [index, owner] of owners.entries()) {
        expect(await store.list(owner, owner)).toEqual([files[index]]);
      }
    });
  });
}
