import { posix } from "node:path";
import type { Readable } from "node:stream";
import { isNativeError } from "node:util/types";
import { createGunzip } from "node:zlib";
import type { Request, Response } from "express";
import type { AgentEntry, Box } from "../../box/types.ts";
import type { SessionOf } from "../session.ts";
import { answerFileError, FileError } from "./file-error.ts";
import { metadataOf } from "./metadata.ts";
import { eachFile } from "./multipart.ts";
import { fileQuery } from "./query.ts";

/** `POST /files`: writes what comes, one file or several, as it comes. */
export function upload(sessionOf: SessionOf) {
  return async (req: Request, res: Response): Promise<void> => {
    let body: Readable | undefined;
    try {
      body = unpacked(req);
      const written = await receive(req, body, sessionOf(req).box);
      res.json(written.map(({ name, path, metadata }) => ({ name, path, type: "file", metadata })));
    } catch (error) {
      // A stream that failed before it was read says why only here.
      const badly = isBadlyPacked(body?.errored ?? error);
      answerFileError(res, badly ? new FileError(400, BADLY_PACKED) : error);
      // What still comes is read away, so that the connection is good for the next request.
      (body ?? req).resume();
    }
  };
}

const BADLY_PACKED = "error decompressing request body: it is not gzip, or not all of it";

/** zlib's own codes, such as Z_DATA_ERROR. */
function isBadlyPacked(error: unknown): boolean {
  return isNativeError(error) && "code" in error && String(error.code).startsWith("Z_");
}

async function receive(req: Request, body: Readable, { agent, home }: Box): Promise<AgentEntry[]> {
  const { path } = fileQuery(req);
  const metadata = metadataOf(req);
  if (typeof metadata === "string") throw new FileError(400, metadata);
  if (req.is("application/octet-stream") !== false) {
    if (path === undefined)
      throw new FileError(400, "path query parameter is required for raw body upload");
    return [await agent.write(path, body, metadata)];
  }
  if (req.is("multipart/*") === false)
    throw new FileError(
      400,
      `unsupported content type: ${req.get("content-type")}, expected multipart/form-data or application/octet-stream`,
    );
  const written: AgentEntry[] = [];
  const targets = new Set<string>();
  await eachFile(req, body, async (filename, part) => {
    const name = path ?? filename;
    const target = posix.resolve(home, name.replace(/^~(?=\/|$)/, home));
    if (targets.has(target))
      throw new FileError(400, `'${target}' was sent twice, only the first one was written`);
    targets.add(target);
    written.push(await agent.write(name, part, metadata));
  });
  return written;
}

function unpacked(req: Request): Readable {
  const encoding = req.get("content-encoding") ?? "identity";
  if (encoding === "identity") return req;
  if (encoding !== "gzip") throw new FileError(400, `unsupported content encoding: ${encoding}`);
  const gunzip = createGunzip();
  req.once("error", (error) => gunzip.destroy(error));
  // Without this a request that breaks off would leave the unpacking waiting.
  req.once("close", () => {
    if (!req.complete) gunzip.destroy(new FileError(400, "the upload broke off"));
  });
  gunzip.once("error", () => req.resume());
  return req.pipe(gunzip);
}
