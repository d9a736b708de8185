import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import busboy from "busboy";
import type { Request } from "express";
import { AnalystError } from "../../../tools/errors.ts";
import { mimeType } from "../../../tools/files/mime-type.ts";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { FileStore, StoredFile } from "../../../tools/ports/file-store.ts";

const invalid = (en: string, zh: string) => new AnalystError("input_invalid", { en, zh });

const noForm = () =>
  invalid(
    "A file comes as “multipart/form-data”, with the fields “file” and “purpose”.",
    "文件须以 “multipart/form-data” 上传，包含 “file” 和 “purpose” 字段。",
  );

const broken = (cause: unknown) =>
  new AnalystError("input_invalid", { en: "The upload broke off.", zh: "上传中断。" }, { cause });

const empty = (name: string) =>
  new AnalystError("file_unusable", {
    en: `${name} is empty: there is nothing to analyse.`,
    zh: `${name} 是空文件：没有可分析的内容。`,
  });

/** The part as the store reads it; what the store does not want is read away, or the form would wait for it. */
function bodyOf(stream: Readable): ReadableStream<Uint8Array> {
  const pieces = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await pieces.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await pieces.return?.();
        stream.on("error", () => undefined).resume();
      },
    },
    { highWaterMark: 0 },
  );
}

function openForm({ headers }: Pick<Request, "headers">) {
  try {
    // Clients send names as raw UTF-8, whatever the standard says.
    return busboy({ headers, defParamCharset: "utf8", limits: { files: 1, fields: 20 } });
  } catch {
    throw noForm();
  }
}

/**
 * Streams the one file of a form into the store. The rest of a refused body is read away, so that
 * the sender reads our answer. Raises `input_invalid`, `file_unusable`, `file_too_large`, `limit_reached`.
 */
export async function receiveFile(
  request: Request,
  store: FileStore,
  caller: Caller,
): Promise<StoredFile> {
  const form = openForm(request);
  let storing: Promise<StoredFile> | undefined;
  let fault: unknown;
  form.on("file", (field, stream, { filename }) => {
    if (field !== "file" || filename === undefined || storing !== undefined) {
      stream.resume();
      return;
    }
    const file = {
      name: filename,
      mime: mimeType(filename),
      context: "message_attachment",
    } as const;
    storing = store.put(caller, file, bodyOf(stream));
    storing.catch((error: unknown) => {
      fault = error;
    });
  });
  try {
    await pipeline(request, form);
  } catch (error) {
    await storing?.catch(() => undefined);
    throw fault ?? broken(error);
  }
  if (storing === undefined) throw noForm();
  const stored = await storing;
  if (stored.size > 0) return stored;
  await store.remove(caller, stored.id);
  throw empty(stored.name);
}
