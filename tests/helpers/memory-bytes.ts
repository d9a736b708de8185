import type { ByteStore } from "../../src/files/stores/byte-store.ts";
import { notFound } from "../../src/files/store-errors.ts";

/** A byte store that is forgotten with the process. */
export function createMemoryBytes(): ByteStore {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    source: "local",
    async put(key, body) {
      const bytes = await new Response(
        body as ReadableStream<Uint8Array<ArrayBuffer>>,
      ).arrayBuffer();
      kept.set(key, new Uint8Array(bytes));
    },
    async read(key, range) {
      const bytes = kept.get(key);
      if (bytes === undefined) throw notFound();
      const part = range === undefined ? bytes : bytes.slice(range.start, range.end + 1);
      return new Blob([part]).stream();
    },
    async stat(key) {
      const bytes = kept.get(key);
      return bytes && { size: bytes.length };
    },
    async remove(key) {
      kept.delete(key);
    },
    locate: async (key) => `memory:${key}`,
    filepath: async (key) => `/${key}`,
  };
}
