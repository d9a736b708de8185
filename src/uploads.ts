import { createReadStream } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { basename } from "node:path";
import { AnalystError } from "../tools/errors.ts";
import { mimeType } from "../tools/files/mime-type.ts";
import { PIECE } from "./files/stores/local.ts";
import { toWebStream } from "./files/stores/web-stream.ts";
import type { Caller } from "../tools/ports/caller.ts";
import type { FileStore, StoredFile } from "../tools/ports/file-store.ts";

/** A file of this machine under the name that people know it by, as one that came over the network. */
export interface GivenFile {
  readonly path: string;
  readonly name: string;
  /** Of its bytes, lower-case hex, where it is known already. */
  readonly sha256?: string;
}

/** A file of the store that came before its thread was known. */
export interface StoredUpload {
  readonly fileId: string;
}

/** A host path, one with a name of its own, or a stored file. */
export type Upload = string | GivenFile | StoredUpload;

const isStored = (file: Upload): file is StoredUpload =>
  typeof file === "object" && "fileId" in file;

const given = (file: string | GivenFile): GivenFile =>
  typeof file === "string" ? { path: file, name: basename(file) } : file;

function unusable(shown: string, en: string, zh: string): AnalystError {
  return new AnalystError("file_unusable", { en: `${shown} ${en}`, zh: `${shown} ${zh}` });
}

/** Raises `file_not_found` or `file_unusable`, each saying which file and why; a stored file is looked for later. */
export async function checkUpload(file: Upload): Promise<void> {
  if (isStored(file)) return;
  const { path, name } = given(file);
  const shown = typeof file === "string" ? path : name;
  const info = await stat(path).catch((cause: unknown) => {
    throw new AnalystError(
      "file_not_found",
      { en: `There is no file ${shown}.`, zh: `没有文件 ${shown}。` },
      { cause },
    );
  });
  if (info.isDirectory())
    throw unusable(shown, "is a directory: name a file in it.", "是一个目录：请指定其中的文件。");
  if (!info.isFile()) throw unusable(shown, "is not a regular file.", "不是普通文件。");
  if (info.size === 0)
    throw unusable(shown, "is empty: there is nothing to analyse.", "是空文件：没有可分析的内容。");
  await access(path, constants.R_OK).catch(() => {
    throw unusable(shown, "cannot be read: check its permissions.", "无法读取：请检查其权限。");
  });
}

/**
 * Streams files into the thread's part of the store; what the thread has already is not sent again.
 * Raises `file_not_found` for a stored file that the caller does not have.
 */
export async function storeUploads(
  store: FileStore,
  files: readonly Upload[],
  caller: Caller,
  threadId: string,
): Promise<StoredFile[]> {
  const stored: StoredFile[] = [];
  const isKnowable = files.some((file) => isStored(file) || given(file).sha256 !== undefined);
  const known = isKnowable ? await store.list(caller, threadId) : [];
  for (const file of files) {
    const source = isStored(file) ? await findStored(store, file, caller) : given(file);
    const same = known.find(({ sha256 }) => sha256 === source.sha256);
    stored.push(same ?? (await storeUpload(store, source, caller, threadId)));
  }
  return stored;
}

async function findStored(store: FileStore, { fileId }: StoredUpload, caller: Caller) {
  const found = await store.find(caller, fileId);
  if (found !== undefined) return found;
  throw new AnalystError("file_not_found", {
    en: `There is no stored file ${fileId}.`,
    zh: `没有已存文件 ${fileId}。`,
  });
}

async function storeUpload(
  store: FileStore,
  source: GivenFile | StoredFile,
  caller: Caller,
  threadId: string,
): Promise<StoredFile> {
  const { name } = source;
  const body =
    "path" in source
      ? toWebStream(createReadStream(source.path, { highWaterMark: PIECE }))
      : await store.read(caller, source.id);
  const file = { name, mime: mimeType(name), threadId, context: "message_attachment" } as const;
  return store.put(caller, file, body);
}
