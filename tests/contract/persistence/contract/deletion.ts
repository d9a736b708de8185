import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { createDeletion, deletedWords } from "../../../../src/delete-data.ts";
import { createFileStore } from "../../../../src/files/file-store.ts";
import { createLocalBytes } from "../../../../src/files/stores/local.ts";
import type { Persistence } from "../../../../src/persistence/persistence.ts";
import { AnalystError } from "../../../../tools/errors.ts";
import { ownerKey, type Caller } from "../../../../tools/ports/caller.ts";
import { busyThread } from "../../../helpers/busy-thread.ts";
import { ann, bob } from "../../../helpers/callers.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";
import type { MakePlace } from "./place.ts";

/** The whole engine on real records, files and checkpoints; sandboxes are noted as they are asked for. */
async function world(makePlace: MakePlace) {
  const persistence = await (await makePlace()).open();
  const limits = { file: 1e9, thread: 1e9, user: 1e9 };
  const bytes = createLocalBytes(join(await temporaryFolder(), "files"));
  const files = createFileStore({ bytes, records: persistence.files, limits });
  const released: string[] = [];
  const deletion = createDeletion({
    ...persistence,
    files,
    sandboxes: {
      async release(caller, threadId) {
        released.push(`${ownerKey(caller)} ${threadId}`);
        return 1;
      },
    },
  });
  const { checkpointer, threads, runs } = persistence;
  const ask = async (caller: Caller, threadId: string) =>
    busyThread({ checkpointer, records: { threads, runs }, files }).ask(1, { caller, threadId });
  return { persistence, files, deletion, released, ask };
}

async function checkpoints({ checkpointer }: Persistence, threadId: string): Promise<number> {
  let count = 0;
  for await (const _ of checkpointer.list({ configurable: { thread_id: threadId } })) count += 1;
  return count;
}

export function describeDeletion(makePlace: MakePlace): void {
  describe("deletion", () => {
    test("of a thread takes its checkpoints, runs, files, artifacts and sandbox, and says so", async () => {
      const { persistence, files, deletion, released, ask } = await world(makePlace);
      await ask(ann, "t1");
      await ask(ann, "t2");
      const before = await files.list(ann, "t1");
      expect(before.length).toBeGreaterThanOrEqual(3);
      const deleted = await deletion.deleteThread(ann, "t1");
      expect(deleted).toMatchObject({ threads: 1, runs: 1, files: before.length, sandboxes: 1 });
      expect(deletedWords(deleted).en).toContain(`${before.length} file(s)`);
      expect(deletedWords(deleted).zh).toContain(`文件 ${before.length} 个`);
      expect(released).toEqual(["ann t1"]);
      expect(await persistence.threads.find(ann, "t1")).toBeUndefined();
      expect(await persistence.runs.listThread(ann, "t1")).toEqual([]);
      expect(await checkpoints(persistence, "t1")).toBe(0);
      expect(await files.list(ann, "t1")).toEqual([]);
      await expect(files.read(ann, before[0]?.id ?? "")).rejects.toMatchObject({
        code: "file_not_found",
      });
      // The other one is whole.
      expect(await checkpoints(persistence, "t2")).toBeGreaterThan(0);
      for (const { id } of await files.list(ann, "t2"))
        expect(
          (await new Response(await files.read(ann, id)).arrayBuffer()).byteLength,
        ).toBeGreaterThan(0);
      await expect(deletion.deleteThread(ann, "t1")).rejects.toMatchObject({ code: "not_found" });
    });

    test("of another user's thread finds nothing and takes nothing", async () => {
      const { persistence, deletion, released, ask } = await world(makePlace);
      await ask(ann, "t1");
      await expect(deletion.deleteThread(bob, "t1")).rejects.toMatchObject({ code: "not_found" });
      expect(released).toEqual([]);
      expect(await checkpoints(persistence, "t1")).toBeGreaterThan(0);
    });

    test("waits for nobody: a thread at work is refused, and left out of a user's", async () => {
      const { persistence, files, deletion, ask } = await world(makePlace);
      await ask(ann, "t1");
      await ask(ann, "t2");
      const lease = await persistence.leases.acquire("t1");
      await expect(deletion.deleteThread(ann, "t1")).rejects.toMatchObject({ code: "thread_busy" });
      const deleted = await deletion.deleteUser(ann);
      expect(deleted).toMatchObject({ threads: 1, busy: ["t1"] });
      expect(deletedWords(deleted).zh).toContain("t1");
      expect(await files.list(ann, "t1")).not.toEqual([]);
      await lease?.release();
      expect(await deletion.deleteUser(ann)).toMatchObject({ threads: 1, busy: [] });
    });

    test("of a user takes all threads, files and assistants of theirs, and no others", async () => {
      const { persistence, files, deletion, ask } = await world(makePlace);
      const { assistants, threads } = persistence;
      for (const caller of [ann, bob]) {
        await ask(caller, `thread of ${caller.userId}`.replaceAll(" ", "-"));
        await assistants.insert(caller, { assistantId: `asst_${caller.userId}`, document: {} });
        const body = new TextEncoder().encode("kept with an assistant");
        await files.put(caller, { name: "a.csv", mime: "text/csv" }, body);
      }
      const deleted = await deletion.deleteUser(ann);
      expect(deleted).toMatchObject({ threads: 1, runs: 1, sandboxes: 1, assistants: 1, busy: [] });
      expect(await threads.list(ann)).toEqual([]);
      expect(await persistence.files.usage(ann)).toEqual({ files: 0, bytes: 0 });
      expect((await assistants.list(ann)).map(({ author }) => author)).toEqual(["bob"]);
      expect(await threads.list(bob)).toHaveLength(1);
      expect((await persistence.files.usage(bob)).files).toBeGreaterThanOrEqual(4);
      expect(await checkpoints(persistence, "thread-of-bob")).toBeGreaterThan(0);
    });

    test("ends a sandbox that nobody could note any more", async () => {
      const { persistence, files, deletion, released } = await world(makePlace);
      await persistence.threads.open(ann, "t1");
      expect(await deletion.deleteThread(ann, "t1")).toMatchObject({ sandboxes: 1 });
      expect(released).toEqual(["ann t1"]);
      // Where the service is away there is none to speak of.
      await persistence.threads.open(ann, "t2");
      const away = new AnalystError("sandbox_unavailable", { en: "away", zh: "不在" });
      const release = async () => Promise.reject(away);
      const later = createDeletion({ ...persistence, files, sandboxes: { release } });
      expect(await later.deleteThread(ann, "t2")).toMatchObject({ threads: 1, sandboxesLeft: [] });
    });

    test("goes on where the sandbox's service is away, and says which one is left", async () => {
      const { persistence, files, ask } = await world(makePlace);
      await ask(ann, "t1");
      const away = new AnalystError("sandbox_unavailable", { en: "away", zh: "不在" });
      const release = async () => Promise.reject(away);
      const deletion = createDeletion({ ...persistence, files, sandboxes: { release } });
      const deleted = await deletion.deleteThread(ann, "t1");
      expect(deleted).toMatchObject({ threads: 1, sandboxes: 0, sandboxesLeft: ["t1"] });
      expect(deletedWords(deleted).en).toContain("could not be reached");
      expect(await persistence.threads.find(ann, "t1")).toBeUndefined();
    });
  });
}
