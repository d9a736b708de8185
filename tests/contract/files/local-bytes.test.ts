import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { createLocalBytes } from "../../../src/files/stores/local.ts";
import { bytesOf, megabytes, streamOf } from "../../helpers/streams.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { describeFileStore } from "./file-store-contract.ts";
import { describeByteStore } from "./byte-store-contract.ts";

const makeBytes = async () => createLocalBytes(join(await temporaryFolder(), "files"));

describe("bytes in a folder", () => {
  describeByteStore(makeBytes);
  describeFileStore(makeBytes);

  test("are a read-only file that a person can open, at LibreChat's place", async () => {
    const folder = await temporaryFolder();
    const store = createLocalBytes(folder);
    await store.put("images/ann/1__c.png", streamOf([bytesOf("x")]), "image/png");
    const path = await store.locate("images/ann/1__c.png", { name: "c.png", mime: "image/png" });
    expect(path).toBe(join(folder, "images/ann/1__c.png"));
    expect(await readFile(path, "utf8")).toBe("x");
    expect((await stat(path)).mode & 0o777).toBe(0o444);
    expect(await store.filepath("images/ann/1__c.png")).toBe("/images/ann/1__c.png");
  });

  test("leave no rest of a body that broke off", async () => {
    const folder = await temporaryFolder();
    const torn = streamOf(megabytes(3), new Error("torn"));
    const put = createLocalBytes(folder).put("uploads/ann/1__x", torn, "text/csv");
    await expect(put).rejects.toThrow("torn");
    const left = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
  });

  test.each(["../x", "uploads/../../x", "/etc/passwd", "uploads/\0", "", "."])(
    "are not reached outside of the folder by the key %j",
    async (key) => {
      const folder = await temporaryFolder();
      await writeFile(join(folder, "x"), "outside");
      const store = createLocalBytes(join(folder, "files"));
      await expect(store.read(key)).rejects.toMatchObject({ code: "file_not_found" });
      await expect(store.stat(key)).rejects.toMatchObject({ code: "file_not_found" });
      await expect(store.remove(key)).rejects.toMatchObject({ code: "file_not_found" });
      expect(await readFile(join(folder, "x"), "utf8")).toBe("outside");
    },
  );

  test("in a place that is a file give a clear error and let go of the body", async () => {
    const path = join(await temporaryFolder(), "not-a-folder");
    await writeFile(path, "");
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
    await expect(createLocalBytes(path).put("uploads/a/x", body, "text/csv")).rejects.toMatchObject(
      { code: "state_unusable" },
    );
    expect(cancelled).toBe(true);
  });
});
