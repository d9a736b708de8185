/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import type { Router } from "express";
import { z } from "zod";
import { parseInput } from "../../../assistants/schema-rules.ts";
import type { Caller } from "../../../../tools/ports/caller.ts";
import type { ServerParts } from "../../server-parts.ts";
import { notFound } from "../ids.ts";
import { MessageBody, MessageObject } from "../objects/message-object.ts";
import { boundsOf, pageBody, parsePageQuery } from "../paging.ts";
import type { ApiRuns } from "../run/api-runs.ts";
import { Metadata } from "../schemas.ts";
import { addMessages, readThread, writeMessage } from "../stored-threads.ts";
import { callerOf } from "../../auth/identity-of.ts";

const Change = z.object({ metadata: Metadata.nullish() });
const OfRun = z.object({ run_id: z.string().max(128).optional() });

async function read(
  { persistence }: ServerParts,
  caller: Caller,
  threadId: string,
  id: string,
): Promise<MessageObject> {
  const found = await persistence.apiObjects.find(caller, "message", id);
  if (found?.threadId !== threadId) throw notFound({ en: "message", zh: "消息" }, id);
  return MessageObject.parse(found.document);
}

export function addMessageRoutes(router: Router, parts: ServerParts, runs: ApiRuns): void {
  const records = parts.persistence.apiObjects;
  router.post("/threads/:thread/messages", async (request, response) => {
    const caller = callerOf(response);
    const body = parseInput(MessageBody, request.body);
    const { id } = await readThread(parts, caller, request.params.thread);
    const [message] = await addMessages(parts, caller, id, [body]);
    response.json(message);
  });
  router.get("/threads/:thread/messages", async (request, response) => {
    const caller = callerOf(response);
    const query = parsePageQuery(request.query);
    const { run_id: runId } = parseInput(OfRun, request.query);
    const { id: threadId } = await readThread(parts, caller, request.params.thread);
    await runs.saveThread(threadId);
    const found = await records.list(caller, {
      kind: "message",
      threadId,
      runId,
      order: query.order,
      limit: query.limit + 1,
      ...boundsOf(query),
    });
    const messages = found.map(({ document }) => MessageObject.parse(document));
    response.json(pageBody(messages, query.limit));
  });
  router.get("/threads/:thread/messages/:message", async (request, response) => {
    const { thread, message } = request.params;
    await runs.saveThread(thread);
    response.json(await read(parts, callerOf(response), thread, message));
  });
  router.post("/threads/:thread/messages/:message", async (request, response) => {
    const caller = callerOf(response);
    const { metadata } = parseInput(Change, request.body ?? {});
    const { thread, message: id } = request.params;
    const before = await read(parts, caller, thread, id);
    const message = { ...before, metadata: metadata ?? before.metadata };
    await writeMessage(parts, caller, message);
    response.json(message);
  });
}
