import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Request, Response } from "express";
import { AgentFault } from "../../box/agent-fault.ts";
import type { Agent, ReadFile } from "../../box/types.ts";
import type { SessionOf } from "../session.ts";
import { answerFileError, FileError } from "./file-error.ts";
import { fileQuery } from "./query.ts";
import { parseRange, type ByteRange } from "./range.ts";

/** `GET /files`: the bytes of a file, or of a part of it, as they are read. */
export function download(sessionOf: SessionOf) {
  return async (req: Request, res: Response): Promise<void> => {
    try {
      const { path = "" } = fileQuery(req);
      const { agent } = sessionOf(req).box;
      const range = parseRange(req.get("range"));
      await send(req, res, await open(agent, path, range), range !== undefined);
    } catch (error) {
      answerFileError(res, error);
    }
  };
}

async function open(agent: Agent, path: string, range: ByteRange | undefined): Promise<ReadFile> {
  try {
    return await agent.read(path, range);
  } catch (error) {
    if (!(error instanceof AgentFault) || error.code === "resource_exhausted") throw error;
    if (error.code === "not_found") throw new FileError(404, `path '${path}' does not exist`);
    if (error.code !== "invalid_argument" || range === undefined) throw error;
    // Either the range lies beyond the end or the whole path is wrong.
    const { type, size } = await agent.stat(path);
    throw type === "file" ? new FileError(416, `the file has only ${size} bytes`) : error;
  }
}

async function send(
  req: Request,
  res: Response,
  { entry, size, start, length, body }: ReadFile,
  partial: boolean,
): Promise<void> {
  res.type(entry.name);
  res.set({
    "accept-ranges": "bytes",
    "content-disposition": disposition(entry.name),
    "last-modified": new Date(entry.modifiedMs).toUTCString(),
    // What code in a sandbox wrote is shown by a browser as a stranger's.
    "content-security-policy": "sandbox",
    "x-content-type-options": "nosniff",
    vary: "Accept-Encoding",
  });
  // On loopback packing costs more than it saves, so only for who asks for nothing else.
  if (!partial && req.get("accept-encoding")?.trim() === "gzip") {
    res.set("content-encoding", "gzip");
    await pipeline(body, createGzip(), res);
    return;
  }
  if (partial) {
    res.status(206);
    res.set("content-range", `bytes ${start}-${start + length - 1}/${size}`);
  }
  res.set("content-length", String(length));
  await pipeline(body, res);
}

/** ASCII in the plain form, everything in the encoded one. */
function disposition(name: string): string {
  const plain = name.replaceAll(/[^ !#-[\]-~]/g, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `inline; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
