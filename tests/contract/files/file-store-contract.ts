import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { FileStore } from "../../../tools/ports/file-store.ts";
import { ann, bob, callerOf } from "../../helpers/callers.ts";

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

const named = (name: string, threadId = "t1") => ({ name, mime: "text/csv", threadId });

/** What every file store must do; `makeStore` gives an empty one. */
export function describeFileStore(makeStore: () => Promise<FileStore>): void {
  describe("a file store", () => {
    test("keeps bytes, name, type, size and hash", async () => {
      const store = await makeStore();
      const body = encoder.encode("city,sales\n北京,3\n");
      const file = await store.put(ann, named("销售 2024.csv"), body);
      expect(file).toMatchObject({ name: "销售 2024.csv", mime: "text/csv", size: body.length });
      expect(file.sha256).toBe(createHash("sha256").update(body).digest("hex"));
      expect(await textOf(await store.read(ann, file.id))).toBe("city,sales\n北京,3\n");
      expect(await store.find(ann, file.id)).toEqual(file);
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
      expect(again).toEqual(second);
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
        expect(await store.list(callerOf(owner), owner)).toEqual([files[index]]);
      }
    });
  });
}
