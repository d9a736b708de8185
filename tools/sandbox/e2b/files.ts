import { FileNotFoundError, FileType, type EntryInfo } from "@e2b/code-interpreter";
import type { FileEntry, SandboxFiles } from "../../ports/sandbox.ts";
import type { Faults } from "./faults.ts";
import type { Life } from "./keep-alive.ts";
import type { SdkSandbox } from "./sdk.ts";

function toEntry(entry: EntryInfo): FileEntry {
  return {
    name: entry.name,
    path: entry.path,
    type: entry.type === FileType.DIR ? "dir" : "file",
    size: entry.size,
    ...(entry.modifiedTime === undefined ? {} : { modifiedAt: entry.modifiedTime.toISOString() }),
  };
}

/** Passes a stream on, with errors on the way changed or noticed. */
function withErrors(
  stream: ReadableStream<Uint8Array>,
  onError: (error: unknown) => unknown,
  onPull: () => void = () => undefined,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          onPull();
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          controller.error(await onError(error));
        }
      },
      cancel: async (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

export function createFiles({ files }: SdkSandbox, faults: Faults, life: Life): SandboxFiles {
  const raising = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await life.during(work);
    } catch (error) {
      throw await faults(error);
    }
  };

  return {
    async write(path, body) {
      if (typeof body === "string" || body instanceof Uint8Array) {
        const blob = new Blob([body]);
        await raising(async () => files.write(path, blob, { useOctetStream: true }));
        return;
      }
      // The upload fails with an error of its own when the source does: the source's counts.
      let broken: { error: unknown } | undefined;
      const source = withErrors(body, (error) => {
        broken = { error };
        return error;
      });
      await raising(async () => files.write(path, source)).catch((error: unknown) => {
        throw broken === undefined ? error : broken.error;
      });
    },
    async read(path) {
      const stream = await raising(async () => files.read(path, { format: "stream" }));
      return withErrors(stream, faults, life.touch);
    },
    async stat(path) {
      return raising(async () => {
        try {
          return toEntry(await files.getInfo(path));
        } catch (error) {
          if (error instanceof FileNotFoundError) return undefined;
          throw error;
        }
      });
    },
    async list(path, depth = 1) {
      return raising(async () => (await files.list(path, { depth })).map(toEntry));
    },
    async remove(path) {
      await raising(async () => files.remove(path));
    },
  };
}
