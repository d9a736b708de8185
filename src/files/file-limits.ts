import { AnalystError } from "../../tools/errors.ts";
import { readableSize } from "../../tools/files/readable-size.ts";
import type { Words } from "../../tools/words.ts";

/** Bytes; 0 = no limit. */
export interface FileLimits {
  readonly file: number;
  /** All files of one conversation. */
  readonly thread: number;
  /** All files of one user. */
  readonly user: number;
}

/** Bytes that are stored already. */
export interface StoredBytes {
  readonly thread: number;
  readonly user: number;
}

const sentences: Record<keyof FileLimits, (name: string, limit: string) => Words> = {
  file: (name, limit) => ({
    en: `${name} was not stored: it is larger than the limit of one file, ${limit}.`,
    zh: `${name} 未保存：它超过了单个文件的上限 ${limit}。`,
  }),
  thread: (name, limit) => ({
    en: `${name} was not stored: the files of this conversation would be larger than its limit, ${limit}.`,
    zh: `${name} 未保存：本会话的文件总量将超过上限 ${limit}。`,
  }),
  user: (name, limit) => ({
    en: `${name} was not stored: your files together would be larger than their limit, ${limit}.`,
    zh: `${name} 未保存：您的文件总量将超过上限 ${limit}。`,
  }),
};

/** Raises `file_too_large`, or `limit_reached` for what is stored together, when `size` more bytes are too many. */
export function checkSize(
  name: string,
  size: number,
  limits: FileLimits,
  stored: StoredBytes,
): void {
  const sizes = { file: size, thread: stored.thread + size, user: stored.user + size };
  for (const kind of ["file", "thread", "user"] as const) {
    const limit = limits[kind];
    if (limit === 0 || sizes[kind] <= limit) continue;
    const code = kind === "file" ? "file_too_large" : "limit_reached";
    throw new AnalystError(code, sentences[kind](name, readableSize(limit)));
  }
}
