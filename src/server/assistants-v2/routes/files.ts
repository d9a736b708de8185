/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import type { Router } from "express";
import type { Caller } from "../../../../tools/ports/caller.ts";
import type { FileRecord } from "../../../persistence/records/file-records.ts";
import { sendFile } from "../../send-file.ts";
import type { ServerParts } from "../../server-parts.ts";
import { fromFileId, notFound, toFileId } from "../ids.ts";
import { fileObject, purposeOf } from "../objects/file-object.ts";
import { pageOf, parsePageQuery } from "../paging.ts";
import { receiveFile } from "../../incoming/receive-file.ts";
import { callerOf } from "../../auth/identity-of.ts";

/** OpenAI's own default for files. */
const LISTED = 10_000;

async function find({ persistence }: ServerParts, caller: Caller, id: string): Promise<FileRecord> {
  const found = await persistence.files.find(caller, fromFileId(id));
  if (found === undefined) throw notFound({ en: "file", zh: "文件" }, id);
  return found;
}

/** A file that was given to a thread is there once as it was uploaded, and once as the thread's. */
const isListed = ({ threadId, context }: FileRecord) =>
  threadId === undefined || context === "assistants_output";

export function addFileRoutes(router: Router, parts: ServerParts): void {
  const { store, persistence } = parts;
  router.post("/files", async (request, response) => {
    const caller = callerOf(response);
    const { id } = await receiveFile(request, store, caller);
    response.json(fileObject(await find(parts, caller, id)));
  });
  router.get("/files", async (request, response) => {
    const { purpose, ...query } = request.query;
    const all = await persistence.files.list(callerOf(response), LISTED);
    const listed = all.filter(
      (file) => isListed(file) && (purpose === undefined || purposeOf(file) === purpose),
    );
    response.json(pageOf(listed.map(fileObject), parsePageQuery(query)));
  });
  router.get("/files/:id", async (request, response) => {
    response.json(fileObject(await find(parts, callerOf(response), request.params.id)));
  });
  router.get("/files/:id/content", async (request, response) => {
    const caller = callerOf(response);
    const file = await find(parts, caller, request.params.id);
    await sendFile(response, store, caller, file);
  });
  router.delete("/files/:id", async (request, response) => {
    const caller = callerOf(response);
    const { fileId } = await find(parts, caller, request.params.id);
    await store.remove(caller, fileId);
    response.json({ id: toFileId(fileId), object: "file", deleted: true });
  });
}
