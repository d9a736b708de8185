import { createHash } from "node:crypto";
import { AnalystError } from "../../tools/errors.ts";
import { numberedName, safeFileName } from "../../tools/files/file-name.ts";
import { ownerKey } from "../../tools/ports/caller.ts";
import type { FileStore, StoredFile } from "../../tools/ports/file-store.ts";

interface Kept {
  readonly file: StoredFile;
  readonly owner: string;
  readonly threadId: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A file store that forgets everything, for tests without a disk; it passes the same contract. */
export function createMemoryStore(): FileStore {
  const kept: Kept[] = [];
  const own = (id: string, owner: string) =>
    kept.find((entry) => entry.file.id === id && entry.owner === owner);

  return {
    async put(caller, { name, mime, threadId }, body) {
      const owner = ownerKey(caller);
      const bytes = new Uint8Array(
        await new Response(body as Uint8Array<ArrayBuffer> | ReadableStream).arrayBuffer(),
      );
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const wanted = safeFileName(name);
      for (let number = 1; ; number += 1) {
        const free = number === 1 ? wanted : numberedName(wanted, number);
        const taken = kept.find(
          (entry) =>
            entry.owner === owner && entry.threadId === threadId && entry.file.name === free,
        );
        if (taken?.file.sha256 === sha256) return taken.file;
        if (taken !== undefined) continue;
        const id = `file-${kept.length + 1}`;
        const file = { id, name: free, mime, size: bytes.length, sha256, url: `memory:${id}` };
        kept.push({ file, owner, threadId, bytes });
        return file;
      }
    },
    async find(caller, id) {
      return own(id, ownerKey(caller))?.file;
    },
    async read(caller, id) {
      const entry = own(id, ownerKey(caller));
      if (entry === undefined)
        throw new AnalystError("file_not_found", { en: "no such file", zh: "没有该文件" });
      return new Blob([entry.bytes]).stream();
    },
    async list(caller, threadId) {
      const owner = ownerKey(caller);
      return kept
        .filter((entry) => entry.threadId === threadId && entry.owner === owner)
        .map(({ file }) => file);
    },
  };
}
