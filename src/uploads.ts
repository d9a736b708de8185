import { createReadStream } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { AnalystError } from "../tools/errors.ts";
import { mimeType } from "../tools/files/mime-type.ts";
import type { Caller } from "../tools/ports/caller.ts";
import type { FileStore, StoredFile } from "../tools/ports/file-store.ts";

function unusable(path: string, en: string, zh: string): AnalystError {
  return new AnalystError("file_unusable", { en: `${path} ${en}`, zh: `${path} ${zh}` });
}

/** Raises `file_not_found` or `file_unusable`, each saying which file and why. */
export async function checkUpload(path: string): Promise<void> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new AnalystError(
      "file_not_found",
      { en: `There is no file ${path}.`, zh: `没有文件 ${path}。` },
      { cause },
    );
  });
  if (info.isDirectory())
    throw unusable(path, "is a directory: name a file in it.", "是一个目录：请指定其中的文件。");
  if (!info.isFile()) throw unusable(path, "is not a regular file.", "不是普通文件。");
  if (info.size === 0)
    throw unusable(path, "is empty: there is nothing to analyse.", "是空文件：没有可分析的内容。");
  await access(path, constants.R_OK).catch(() => {
    throw unusable(path, "cannot be read: check its permissions.", "无法读取：请检查其权限。");
  });
}

/** Streams a file of this machine into the store. */
export async function storeUpload(
  store: FileStore,
  path: string,
  caller: Caller,
  threadId: string,
): Promise<StoredFile> {
  const name = basename(path);
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  return store.put(caller, { name, mime: mimeType(name), threadId }, body);
}
