import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** A file that came in a request, on this machine's disk until the request is done. */
export interface IncomingFile {
  readonly path: string;
  /** Of its bytes, lower-case hex. */
  readonly sha256: string;
  readonly size: number;
  /** As the sender says. */
  readonly mime: string;
}

const NOT_BASE64 = /[^A-Za-z0-9+/=_-]/;

/** Base64 that comes in pieces, decoded into a file. Raises a `SyntaxError` for what is no base64. */
export async function createBase64File(path: string, mime: string) {
  const file = await open(path, "wx", 0o600);
  const hash = createHash("sha256");
  let size = 0;
  let carry = "";
  let isOpen = true;

  const write = async (text: string) => {
    const bytes = Buffer.from(text, "base64");
    hash.update(bytes);
    size += bytes.length;
    await file.writeFile(bytes);
  };
  const close = async () => {
    if (isOpen) await file.close();
    isOpen = false;
  };

  return {
    /** Text as it stands in a JSON string: slashes and line breaks may be escaped. */
    async push(piece: string): Promise<void> {
      let text = carry + piece;
      carry = "";
      if (text.includes("\\")) {
        const isSplit = /(?:^|[^\\])(?:\\\\)*\\$/.test(text);
        if (isSplit) {
          carry = "\\";
          text = text.slice(0, -1);
        }
        text = text.replaceAll("\\/", "/").replaceAll(/\\[rn]/g, "");
      }
      if (NOT_BASE64.test(text)) throw new SyntaxError("a file is not valid base64");
      const whole = text.length - (text.length % 4);
      carry = text.slice(whole) + carry;
      if (whole > 0) await write(text.slice(0, whole));
    },
    async end(): Promise<IncomingFile> {
      if (carry.includes("\\")) throw new SyntaxError("a file is not valid base64");
      await write(carry);
      await close();
      return { path, sha256: hash.digest("hex"), size, mime };
    },
    close,
  };
}

export type Base64File = Awaited<ReturnType<typeof createBase64File>>;
