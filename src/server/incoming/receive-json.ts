import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createBase64File, type Base64File, type IncomingFile } from "./base64-file.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DATA_URI = /^data:(?<mime>[\w.+-]*\/?[\w.+-]*)(?:;[\w.+-]+=[^;,"]*)*;base64,/;
/** The longest beginning of a data URI. */
const HEAD_CHARS = 300;

export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

export interface ReceivedJson {
  /** The parsed body; in the place of a file's data URI stands the key of `files`. */
  readonly value: unknown;
  readonly files: ReadonlyMap<string, IncomingFile>;
}

export interface ReceiveOptions {
  /** An empty folder that the files are written to. */
  readonly folder: string;
  readonly maxBytes: number;
  /** Of all that is not a file. */
  readonly maxTextBytes: number;
}

/**
 * Reads a JSON body as it comes: base64 data URIs go to disk piece by piece, so that memory holds
 * only what is around them. Raises `SyntaxError` and `BodyTooLarge`.
 */
export async function receiveJson(
  source: AsyncIterable<Buffer>,
  { folder, maxBytes, maxTextBytes }: ReceiveOptions,
): Promise<ReceivedJson> {
  const nonce = randomUUID();
  const files = new Map<string, IncomingFile>();
  const text: Buffer[] = [];
  let textBytes = 0;
  let bytes = 0;
  let mode: "outside" | "head" | "text" | "file" = "outside";
  let isEscaped = false;
  let head = "";
  let file: Base64File | undefined;

  const keep = (part: Buffer) => {
    textBytes += part.length;
    if (textBytes > maxTextBytes) throw new BodyTooLarge();
    if (part.length > 0) text.push(part);
  };

  /** Goes on in a string that turned out to be text: back over what was looked at. */
  const headIsText = (): Buffer => {
    const seen = Buffer.from(head, "latin1");
    head = "";
    mode = "text";
    isEscaped = false;
    return seen;
  };

  /** Takes what belongs to the present mode from the start of `chunk`; returns the rest. */
  const step = async (chunk: Buffer): Promise<Buffer> => {
    if (mode === "outside") {
      const at = chunk.indexOf(QUOTE);
      keep(chunk.subarray(0, at < 0 ? chunk.length : at + 1));
      if (at < 0) return Buffer.alloc(0);
      mode = "head";
      return chunk.subarray(at + 1);
    }
    if (mode === "head") {
      const quote = chunk.indexOf(QUOTE);
      const room = HEAD_CHARS - head.length;
      const end = Math.min(room, quote < 0 ? chunk.length : quote);
      head += chunk.subarray(0, end).toString("latin1");
      const rest = chunk.subarray(end);
      const plain = head.replaceAll("\\/", "/");
      const found = DATA_URI.exec(plain);
      if (found !== null) {
        const key = `${nonce}/${files.size}`;
        keep(Buffer.from(key));
        file = await createBase64File(join(folder, String(files.size)), found.groups?.mime ?? "");
        files.set(key, { path: "", sha256: "", size: 0, mime: "" });
        mode = "file";
        head = "";
        await file.push(plain.slice(found[0].length));
        return rest;
      }
      const isDecided =
        rest.length > 0 || head.length >= HEAD_CHARS || !"data:".startsWith(plain.slice(0, 5));
      return isDecided ? Buffer.concat([headIsText(), rest]) : rest;
    }
    if (mode === "text") {
      for (let at = 0; at < chunk.length; at += 1) {
        if (isEscaped) isEscaped = false;
        else if (chunk[at] === BACKSLASH) isEscaped = true;
        else if (chunk[at] === QUOTE) {
          keep(chunk.subarray(0, at + 1));
          mode = "outside";
          return chunk.subarray(at + 1);
        }
      }
      keep(chunk);
      return Buffer.alloc(0);
    }
    const quote = chunk.indexOf(QUOTE);
    await file?.push(chunk.subarray(0, quote < 0 ? chunk.length : quote).toString("latin1"));
    if (quote < 0) return Buffer.alloc(0);
    const done = await file?.end();
    if (done !== undefined) files.set(`${nonce}/${files.size - 1}`, done);
    file = undefined;
    mode = "outside";
    // The quote closes the string of the key.
    keep(chunk.subarray(quote, quote + 1));
    return chunk.subarray(quote + 1);
  };

  try {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new BodyTooLarge();
      let rest = chunk;
      while (rest.length > 0) rest = await step(rest);
    }
    if (file !== undefined) throw new SyntaxError("the body ends in the middle of a file");
  } finally {
    await file?.close();
  }
  return {
    value: JSON.parse(
      Buffer.concat(text)
        .toString("utf8")
        .replace(/^\uFEFF/, ""),
    ) as unknown,
    files,
  };
}
