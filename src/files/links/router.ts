import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Router, type ErrorRequestHandler, type Request, type Response } from "express";
import { AnalystError } from "../../../tools/errors.ts";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { FileStore, StoredFile } from "../../../tools/ports/file-store.ts";
import { rangeOf } from "./byte-range.ts";
import { disposition, isShown } from "./disposition.ts";
import type { FileLinks } from "./links.ts";

/** What code in a sandbox or a user wrote is shown as a stranger's: it runs nothing and loads nothing. */
const CONTENT_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

const MIME = /^[\w!#$&^.+-]{1,64}\/[\w!#$&^.+-]{1,100}$/;

/** Set as they are: Express would claim UTF-8 for text of any encoding. */
const setAll = (res: Response, headers: Readonly<Record<string, string | number>>) => {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
};

/** One answer for every link that is not good, whatever is wrong with it. */
function answerNotFound(res: Response): void {
  setAll(res, { "content-type": "text/plain", "cache-control": "no-store" });
  res.status(404).end("Not found\n");
}

const isMatch = (header: string | undefined, etag: string) =>
  header !== undefined &&
  header
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""))
    .some((tag) => tag === etag || tag === "*");

async function send(
  req: Request,
  res: Response,
  files: FileStore,
  caller: Caller,
  file: StoredFile,
): Promise<void> {
  const { id, name, size } = file;
  const etag = `"${file.sha256}"`;
  const common = {
    etag,
    "accept-ranges": "bytes",
    // Asked for each time, so that a revoked link ends; packing would make ranges wrong.
    "cache-control": "private, no-cache, no-transform",
    "content-security-policy": CONTENT_POLICY,
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
  if (isMatch(req.get("if-none-match"), etag)) {
    setAll(res, common);
    res.status(304).end();
    return;
  }
  const condition = req.get("if-range");
  const isAllowed = condition === undefined || condition.trim() === etag;
  const range = isAllowed ? rangeOf(req.get("range"), size) : "whole";
  if (range === "beyond") {
    setAll(res, { ...common, "content-range": `bytes */${size}` });
    res.status(416).end();
    return;
  }
  const part = range === "whole" ? undefined : range;
  // Opened first: bytes that are gone are no half answer.
  const body = req.method === "HEAD" ? undefined : await files.read(caller, id, part);
  setAll(res, {
    ...common,
    "content-type": MIME.test(file.mime) ? file.mime : "application/octet-stream",
    "content-disposition": disposition(name, isShown(file.mime)),
    "content-length": part === undefined ? size : part.end - part.start + 1,
    ...(part && { "content-range": `bytes ${part.start}-${part.end}/${size}` }),
  });
  res.status(part === undefined ? 200 : 206);
  if (body === undefined) res.end();
  else await pipeline(Readable.fromWeb(body as never), res);
}

/** A failure of our own. The reader who left is none, and half an answer cannot be called back. */
function answerFault(res: Response, error: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  if (AnalystError.isInstance(error) && error.code === "file_not_found") {
    answerNotFound(res);
    return;
  }
  setAll(res, { "content-type": "text/plain", "cache-control": "no-store" });
  res.status(503).end("The file cannot be read at the moment\n");
}

const answer = (links: FileLinks, files: FileStore) => async (req: Request, res: Response) => {
  try {
    const opened = await links.open(String(req.params["token"]));
    const file = opened && (await files.find(opened.caller, opened.fileId));
    if (opened === undefined || file === undefined) answerNotFound(res);
    else await send(req, res, files, opened.caller, file);
  } catch (error) {
    answerFault(res, error);
  }
};

/** A path that cannot be decoded never reaches the handler. */
const onBadPath: ErrorRequestHandler = (_error, _req, res, _next) => answerNotFound(res);

/** `GET` and `HEAD /d/TOKEN/NAME`: a stored file for whoever has the link. The name is only for people. */
export function createLinkRouter(links: FileLinks, files: FileStore): Router {
  const router = Router();
  router.get("/d/:token/:name", answer(links, files));
  router.use("/d", onBadPath);
  return router;
}
