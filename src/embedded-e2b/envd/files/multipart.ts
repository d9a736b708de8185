import type { Readable } from "node:stream";
import busboy from "busboy";
import type { Request } from "express";
import { FileError } from "./file-error.ts";

/** Escapes that a browser's form data puts into names. */
const ESCAPES: Readonly<Record<string, string>> = { "%22": '"', "%0A": "\n", "%0D": "\r" };

/**
 * Hands over the `file` parts of a form, one after the other: each has to be read to its end before
 * the next comes. A form that breaks off raises in the part that was being read.
 */
export async function eachFile(
  req: Request,
  body: Readable,
  take: (name: string, part: Readable) => Promise<void>,
): Promise<void> {
  const form = makeForm(req);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let taken = Promise.resolve();
  let broken: FileError | undefined;

  async function takeAfter(before: Promise<void>, field: string, name: string, part: Readable) {
    try {
      await before;
      if (field === "file") await take(unescaped(name), part);
    } catch (error) {
      reject(broken ?? error);
    }
    part.resume();
  }

  form.on("file", (field, part, { filename }) => {
    // A form can break off before the part is read; whoever reads it is told then.
    part.on("error", () => undefined);
    taken = takeAfter(taken, field, filename ?? "", part);
  });
  form.once("error", (cause) => {
    broken = new FileError(400, `error reading form: ${String(cause)}`);
    // Not before what was written of the broken part has been taken back.
    void taken.then(() => reject(broken));
  });
  form.once("close", () => void taken.then(resolve));
  body.once("error", (error) => form.destroy(error));
  body.once("close", () => {
    if (!body.readableEnded) form.destroy(new Error("the upload broke off"));
  });
  body.pipe(form);
  await promise;
}

function makeForm(req: Request): busboy.Busboy {
  try {
    return busboy({ headers: req.headers, preservePath: true, defParamCharset: "utf8" });
  } catch (error) {
    throw new FileError(400, `error parsing multipart form: ${String(error)}`);
  }
}

function unescaped(name: string): string {
  return name.replaceAll(/%(?:22|0A|0D)/g, (escape) => ESCAPES[escape] ?? escape);
}
