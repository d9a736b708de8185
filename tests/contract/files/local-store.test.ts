import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createLocalStore } from "../../../src/files/local-store.ts";
import { describeFileStore } from "./file-store-contract.ts";
import { ann, bob } from "../../helpers/callers.ts";

const folders: string[] = [];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "local-store-"));
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describeFileStore(async () => createLocalStore(join(await newFolder(), "files")));

const file = { name: "a.csv", mime: "text/csv", threadId: "t1" };
const bytes = (text: string) => new TextEncoder().encode(text);

describe("a local store's folder", () => {
  test("has a readable file at the url, with the bytes", async () => {
    const stored = await createLocalStore(await newFolder()).put(ann, file, bytes("x"));
    expect(stored.url.endsWith("/a.csv")).toBe(true);
    expect(await readFile(stored.url, "utf8")).toBe("x");
  });

  test("holds equal bytes of an owner once, over threads and names", async () => {
    const folder = await newFolder();
    const store = createLocalStore(folder);
    const one = await store.put(ann, file, bytes("same"));
    const two = await store.put(ann, { ...file, name: "b.csv", threadId: "t2" }, bytes("same"));
    expect((await stat(one.url)).ino).toBe((await stat(two.url)).ino);
    const other = await store.put(bob, file, bytes("same"));
    expect((await stat(other.url)).ino).not.toBe((await stat(one.url)).ino);
  });

  test("is read by a second store, and keeps a file whose readable link is gone", async () => {
    const folder = await newFolder();
    const stored = await createLocalStore(folder).put(ann, file, bytes("x"));
    await rm(stored.url);
    const second = createLocalStore(folder);
    expect(await second.list(ann, "t1")).toEqual([stored]);
    expect(await new Response(await second.read(ann, stored.id)).text()).toBe("x");
  });

  test("leaves no rest of a body that broke off", async () => {
    const folder = await newFolder();
    const torn = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("torn")),
    });
    await expect(createLocalStore(folder).put(ann, file, torn)).rejects.toThrow("torn");
    const left = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
  });

  test("ignores a record that something else has damaged", async () => {
    const folder = await newFolder();
    const store = createLocalStore(folder);
    const stored = await store.put(ann, file, bytes("x"));
    const record = join(dirname(stored.url), ".records", `${stored.id}.json`);
    await writeFile(record, '{"id":"../../x"');
    expect(await store.list(ann, "t1")).toEqual([]);
    await expect(store.read(ann, stored.id)).rejects.toMatchObject({ code: "file_not_found" });
  });

  test("that is a file gives a clear error and lets go of the body", async () => {
    const path = join(await newFolder(), "not-a-folder");
    await writeFile(path, "");
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
    await expect(createLocalStore(path).put(ann, file, body)).rejects.toMatchObject({
      code: "state_unusable",
    });
    expect(cancelled).toBe(true);
  });
});
