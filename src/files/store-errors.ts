import { AnalystError } from "../../tools/errors.ts";

/** The system's code of an error (`ENOENT`), where it has one. */
export function codeOf(error: unknown): string | undefined {
  const holds = typeof error === "object" && error !== null && "code" in error;
  return holds && typeof error.code === "string" ? error.code : undefined;
}

export const isMissing = (error: unknown) => codeOf(error) === "ENOENT";

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const FORBIDDEN = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"]);

/** The error of a file system in words; what is no file system's fault comes back as it is. */
export function toStoreError(error: unknown): unknown {
  const code = codeOf(error);
  if (AnalystError.isInstance(error) || code === undefined) return error;
  if (FULL.has(code)) {
    return new AnalystError(
      "state_unusable",
      {
        en: "The disk of the state folder is full; the file was not stored.",
        zh: "状态文件夹所在磁盘已满，文件未保存。",
      },
      { retryable: true, cause: error },
    );
  }
  if (FORBIDDEN.has(code)) {
    return new AnalystError(
      "state_unusable",
      {
        en: "The state folder cannot be written; the file was not stored. Check its permissions or set E2B_ANALYST_HOME.",
        zh: "状态文件夹不可写，文件未保存。请检查权限或设置 E2B_ANALYST_HOME。",
      },
      { cause: error },
    );
  }
  return error;
}

export const notFound = (cause?: unknown) =>
  new AnalystError(
    "file_not_found",
    { en: "There is no such stored file.", zh: "没有这个已存文件。" },
    { cause },
  );

export const busyStore = () =>
  new AnalystError(
    "store_unavailable",
    {
      en: "Another process has been working on the same file for too long. Try again.",
      zh: "另一个进程处理同一文件的时间过长。请重试。",
    },
    { retryable: true },
  );

/** A cloud's answer that is neither bytes nor "not there": in words that name the service, never an address. */
export function unreachable(service: string, cause: unknown): unknown {
  if (AnalystError.isInstance(cause)) return cause;
  return new AnalystError(
    "store_unavailable",
    {
      en: `The file store (${service}) did not do what it was asked. Try again; if it goes on, check its settings and its credentials.`,
      zh: `文件存储（${service}）未能完成操作。请重试；若仍失败，请检查其设置和凭证。`,
    },
    { retryable: true, cause },
  );
}
