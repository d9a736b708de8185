import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Request } from "express";
import { AnalystError } from "../../../tools/errors.ts";
import { BodyTooLarge, receiveJson, type ReceivedJson } from "./receive-json.ts";

/** What of a body is not a file: messages, and data that stand in them. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;
const LEFT_OVER_MS = 24 * 3_600_000;

export interface IncomingBody extends ReceivedJson {
  /** Where its files are, and where more of the request's can be put. */
  readonly folder: string;
  /** Takes its files away. */
  readonly remove: () => Promise<void>;
}

const invalid = (en: string, zh: string) => new AnalystError("input_invalid", { en, zh });

function checkHeaders({ headers }: Pick<Request, "headers">): void {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json")
    throw invalid(
      "The body must be JSON, with “Content-Type: application/json”.",
      "请求体必须是 JSON，且带有 “Content-Type: application/json”。",
    );
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity")
    throw invalid("A compressed body is not accepted.", "不接受压缩的请求体。");
}

const tooLarge = (maxMb: number) =>
  new AnalystError("file_too_large", {
    en: `The request with its files is larger than ${maxMb} MB, or has more than ${MAX_TEXT_BYTES / 1024 / 1024} MB of text. Send fewer or smaller files.`,
    zh: `请求及其文件超过 ${maxMb} MB，或文字超过 ${MAX_TEXT_BYTES / 1024 / 1024} MB。请减少文件数量或大小。`,
  });

/** Reads bodies whose files go to folders below `folder`. */
export function createBodyReader(folder: string, maxMb: number) {
  return {
    /** Takes away what a server that was killed has left. */
    async clean(): Promise<void> {
      for (const name of await readdir(folder).catch(() => [])) {
        const path = join(folder, name);
        const info = await stat(path).catch(() => undefined);
        if (info !== undefined && Date.now() - info.mtimeMs > LEFT_OVER_MS)
          await rm(path, { recursive: true, force: true });
      }
    },

    /** Raises `input_invalid`, `file_too_large`. */
    async read(request: Request): Promise<IncomingBody> {
      checkHeaders(request);
      const maxBytes = maxMb * 1024 * 1024;
      if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxMb);
      const own = join(folder, randomUUID());
      await mkdir(own, { recursive: true, mode: 0o700 });
      // What cannot be removed now is, a day later, at a start.
      const remove = async () => rm(own, { recursive: true, force: true }).catch(() => undefined);
      try {
        // The rest of a refused body is read away, so that the sender reads our answer.
        const source = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
        const options = { folder: own, maxBytes, maxTextBytes: MAX_TEXT_BYTES };
        return { ...(await receiveJson(source, options)), folder: own, remove };
      } catch (error) {
        await remove();
        if (error instanceof BodyTooLarge) throw tooLarge(maxMb);
        if (error instanceof SyntaxError)
          throw invalid(
            `The body is not valid JSON: ${error.message.slice(0, 200)}`,
            `请求体不是有效的 JSON：${error.message.slice(0, 200)}`,
          );
        throw error;
      }
    },
  };
}

export type BodyReader = ReturnType<typeof createBodyReader>;
