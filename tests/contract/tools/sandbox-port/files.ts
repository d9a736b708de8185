import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { WORKING_FOLDER, type Sandbox } from "../../../../tools/ports/sandbox.ts";

const textOf = async (stream: ReadableStream<Uint8Array>) => new Response(stream).text();

/** Pseudo-random bytes in chunks of odd sizes, and their hash. */
function bigStream(bytes: number) {
  const hash = createHash("sha256");
  let left = bytes;
  let state = 1;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left === 0) return controller.close();
      const chunk = new Uint8Array(Math.min(left, 100_003));
      for (let index = 0; index < chunk.length; index += 1) {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        chunk[index] = state >> 16;
      }
      left -= chunk.length;
      hash.update(chunk);
      controller.enqueue(chunk);
    },
  });
  return { stream, digest: () => hash.digest("hex") };
}

/** What every sandbox does with files. */
export function describeFiles(newSandbox: () => Promise<Sandbox>): void {
  describe("a file", () => {
    let shared: Promise<Sandbox> | undefined;
    const sandboxOf = async () => (shared ??= newSandbox());

    test.each([
      "plain.csv",
      "销售数据 2024年.csv",
      "with 'single' and \"double\" quotes.csv",
      "percent %20 and %41.csv",
      "hash # question ? and & plus +.csv",
      "emoji 😀.csv",
      "-dash; rm -rf $HOME `id`.csv",
      "back\\slash.csv",
      `${"长".repeat(80)}.csv`,
    ])("named %j makes the round trip", async (name) => {
      const { files } = await sandboxOf();
      await files.write(name, "a,b\n1,二\n");
      expect(await textOf(await files.read(name))).toBe("a,b\n1,二\n");
      expect(await files.stat(name)).toMatchObject({
        name,
        path: `${WORKING_FOLDER}/${name}`,
        type: "file",
        size: 10,
      });
      expect((await files.list(WORKING_FOLDER)).map((entry) => entry.name)).toContain(name);
      await files.remove(name);
      expect(await files.stat(name)).toBeUndefined();
    });

    test("may be empty, binary, text or a stream", async () => {
      const { files } = await sandboxOf();
      const bytes = new Uint8Array([0, 255, 10, 13, 128]);
      await files.write("empty", "");
      await files.write("binary", bytes);
      await files.write("stream", new Blob(["ab", "cd"]).stream());
      await files.write("no stream", new Blob([]).stream());
      expect(await textOf(await files.read("empty"))).toBe("");
      expect(await textOf(await files.read("no stream"))).toBe("");
      expect(await textOf(await files.read("stream"))).toBe("abcd");
      const read = new Uint8Array(await new Response(await files.read("binary")).arrayBuffer());
      expect(read).toEqual(bytes);
    });

    test("makes the folders it needs, and is found below them", async () => {
      const { files } = await sandboxOf();
      await files.write("out/deep/a.csv", "1");
      const paths = async (depth: number) =>
        (await files.list("out", depth))
          .filter(({ type }) => type === "file")
          .map(({ path }) => path);
      expect(await paths(1)).toEqual([]);
      expect(await paths(3)).toEqual([`${WORKING_FOLDER}/out/deep/a.csv`]);
      expect(await files.stat("out")).toMatchObject({ type: "dir" });
    });

    test("of many megabytes is streamed both ways, whole", async () => {
      const { files } = await sandboxOf();
      const { stream, digest } = bigStream(24 * 1024 * 1024);
      await files.write("big.bin", stream);
      const hash = createHash("sha256");
      for await (const chunk of await files.read("big.bin")) hash.update(chunk);
      expect(hash.digest("hex")).toBe(digest());
    });

    test("that is not there is told apart from one that is", async () => {
      const { files } = await sandboxOf();
      expect(await files.stat("nope.csv")).toBeUndefined();
      await expect(files.read("nope.csv")).rejects.toMatchObject({ code: "file_not_found" });
    });
  });
}
