import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { NewFileRecord } from "../../../../src/persistence/records/file-records.ts";
import { ann, bob, callerOf } from "../../../helpers/callers.ts";
import { type MakePlace, settled, tickingClock } from "./place.ts";

const SHA = "ab".repeat(32);

const names = (records: { filename: string }[]) => records.map(({ filename }) => filename);

const newFile = (more: Partial<NewFileRecord> = {}): NewFileRecord => ({
  fileId: randomUUID(),
  threadId: "t1",
  filename: "销售.csv",
  type: "text/csv",
  bytes: 10,
  sha256: SHA,
  source: "local",
  context: "message_attachment",
  storageKey: "uploads/ann/1__sales.csv",
  filepath: "/uploads/ann/1__sales.csv",
  ...more,
});

/** A LibreChat id: its users have ObjectIds. */
const fromLibreChat = callerOf("65a1b2c3d4e5f60718293a4b", { tenantId: "university" });

export function describeFiles(makePlace: MakePlace): void {
  describe("files", () => {
    test.each([
      ["a plain user", ann],
      ["one of LibreChat's", fromLibreChat],
    ])("of %s are kept whole over a restart", async (_who, caller) => {
      const place = await makePlace();
      const { files } = await place.open();
      const file = newFile({ assistantId: "asst" });
      const kept = await files.insert(caller, file);
      expect(kept).toEqual({
        ...file,
        userId: caller.userId,
        tenantId: caller.tenantId,
        createdAt: kept.createdAt,
      });
      expect(await (await place.open()).files.find(caller, file.fileId)).toEqual(kept);
      const bare = newFile({ threadId: undefined });
      expect((await files.insert(caller, bare)).threadId).toBeUndefined();
    });

    test("have ids of their own", async () => {
      const { files } = await (await makePlace()).open();
      const file = newFile();
      const raced = await Promise.allSettled(
        Array.from({ length: 10 }, async () => files.insert(ann, file)),
      );
      expect(settled(raced)).toEqual({ kept: 1, codes: Array(9).fill("conflict") });
      await expect(files.insert(bob, file)).rejects.toMatchObject({ code: "conflict" });
      expect(await files.list(ann)).toHaveLength(1);
    });

    test("are listed newest first, those of a thread oldest first", async () => {
      const { files } = await (await makePlace()).open(tickingClock());
      const named = async (filename: string, threadId: string) =>
        files.insert(ann, newFile({ filename, threadId }));
      await named("a", "t1");
      await named("b", "t2");
      await named("c", "t1");
      expect(names(await files.list(ann))).toEqual(["c", "b", "a"]);
      expect(names(await files.list(ann, 2))).toEqual(["c", "b"]);
      expect(names(await files.listThread(ann, "t1"))).toEqual(["a", "c"]);
      expect(await files.listThread(ann, "nothing")).toEqual([]);
    });

    test("are counted per user and thread, and by their bytes", async () => {
      const { files } = await (await makePlace()).open();
      await files.insert(ann, newFile({ bytes: 5 }));
      await files.insert(ann, newFile({ bytes: 7, threadId: "t2" }));
      await files.insert(bob, newFile({ bytes: 100 }));
      expect(await files.usage(ann)).toEqual({ files: 2, bytes: 12 });
      expect(await files.usage(ann, "t2")).toEqual({ files: 1, bytes: 7 });
      expect(await files.usage(ann, "t9")).toEqual({ files: 0, bytes: 0 });
      const key = newFile().storageKey;
      expect(await files.countKey(ann, key)).toBe(2);
      expect(await files.countKey(ann, "another")).toBe(0);
      expect((await files.findBytes(ann, SHA))?.userId).toBe("ann");
      expect(await files.findBytes(ann, "cd".repeat(32))).toBeUndefined();
    });

    test.each([
      ["another user", bob],
      ["the same name in another tenant", callerOf("ann", { tenantId: "other" })],
    ])("are not there for %s", async (_who, other) => {
      const { files } = await (await makePlace()).open();
      const { fileId, storageKey } = await files.insert(ann, newFile());
      expect(await files.find(other, fileId)).toBeUndefined();
      expect(await files.list(other)).toEqual([]);
      expect(await files.listThread(other, "t1")).toEqual([]);
      expect(await files.findBytes(other, SHA)).toBeUndefined();
      expect(await files.usage(other)).toEqual({ files: 0, bytes: 0 });
      expect(await files.countKey(other, storageKey)).toBe(0);
      expect(await files.remove(other, fileId)).toBeUndefined();
      expect(await files.find(ann, fileId)).toBeDefined();
    });

    test("are removed once, and the record is given back", async () => {
      const { files } = await (await makePlace()).open();
      const kept = await files.insert(ann, newFile());
      expect(await files.remove(ann, kept.fileId)).toEqual(kept);
      expect(await files.remove(ann, kept.fileId)).toBeUndefined();
    });

    test.each(["", "$where", "a.b", "\u0000", "' OR 1=1 --", "x".repeat(5_000)])(
      "know none by the id %j",
      async (id) => {
        const { files } = await (await makePlace()).open();
        await files.insert(ann, newFile());
        expect(await files.find(ann, id)).toBeUndefined();
        expect(await files.remove(ann, id)).toBeUndefined();
      },
    );
  });
}
