/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import { json, Router, type NextFunction, type Request, type Response } from "express";
import { z } from "zod";
import { AnalystError } from "../../../tools/errors.ts";
import { ownerKey, type Caller } from "../../../tools/ports/caller.ts";
import { parseInput } from "../../assistants/schema-rules.ts";
import { receiveFile } from "../incoming/receive-file.ts";
import { callerOf, identityOf } from "../auth/identity-of.ts";
import { openEventStream, type EventStream } from "../live/event-stream.ts";
import { stopping } from "../live/stopping.ts";
import { languageOfHeaders, logUnexpected } from "../openai/chat.ts";
import { toOpenAiError } from "../openai/openai-errors.ts";
import { createRateLimits } from "../rate-limits.ts";
import { sendFile } from "../send-file.ts";
import type { ServerParts } from "../server-parts.ts";
import { ForkChatBody } from "./chat-body.ts";
import { fileBody, toDocument, toPatch, toWholeDocument } from "./document.ts";
import { createForkChat, type ForkChat } from "./fork-chat.ts";

const Abort = z.object({ abortKey: z.string().optional(), conversationId: z.string().optional() });

const noRun = () =>
  new AnalystError("not_found", {
    en: "Nothing runs in this conversation.",
    zh: "该会话中没有正在进行的运行。",
  });
const noFile = () =>
  new AnalystError("not_found", { en: "There is no such file.", zh: "没有这个文件。" });

const keyOf = (caller: Caller, conversationId: string) => `${ownerKey(caller)}/${conversationId}`;

/** The endpoint that forks of LibreChat have for their own assistants, to be mounted at `/api/e2b-assistants`. */
export function createForkRouter(parts: ServerParts): Router {
  const { assistants, store, persistence, answers } = parts;
  const router = Router();
  const chats = new Map<string, ForkChat>();
  const whole = async (response: Response, assistant: Parameters<typeof toDocument>[0]) =>
    toWholeDocument(assistant, callerOf(response), persistence.files);

  router.use(async (request, response, next) => {
    response.locals["identity"] = await parts.authenticate(request);
    next();
  });
  router.use(json({ limit: "16mb" }));

  const chat = async (request: Request, response: Response) => {
    if (answers.isDraining) throw stopping();
    const caller = callerOf(response);
    const body = parseInput(ForkChatBody, request.body);
    const assistant = await assistants.get(caller, body.assistant_id);
    const live = createForkChat(parts, caller, assistant, body);
    const key = keyOf(caller, live.conversationId);
    response.once("close", () => {
      if (!response.writableFinished) live.signal.abort();
    });
    chats.set(key, live);
    answers.track({ end: live.end, stop: () => live.signal.abort() });
    try {
      let stream: EventStream | undefined;
      await live.run(() => {
        const opened = openEventStream(response);
        stream = opened;
        return async (data) => opened.send(data, "message");
      });
      stream?.end();
    } finally {
      if (chats.get(key) === live) chats.delete(key);
    }
  };
  const abort = async (request: Request, response: Response) => {
    const { abortKey = "", conversationId } = parseInput(Abort, request.body);
    const id = conversationId ?? abortKey.split(":")[0] ?? "";
    const live = chats.get(keyOf(callerOf(response), id));
    if (live === undefined) throw noRun();
    live.signal.abort();
    response.json(await live.end);
  };

  router.post("/chat", ...createRateLimits(parts.config, identityOf), chat);
  router.post(["/chat/abort", "/abort"], abort);
  // Before the ids, of which these are none.
  router.get(["/documents", "/tools"], (_request, response) => void response.json([]));
  router.post("/files", async (request, response) => {
    const caller = callerOf(response);
    const { id } = await receiveFile(request, store, caller);
    const file = await persistence.files.find(caller, id);
    if (file === undefined) throw noFile();
    response.status(201).json(fileBody(file));
  });
  router.get("/files/:user/:id/:name", async (request, response) => {
    const caller = callerOf(response);
    const { user, id } = request.params;
    const file = user === caller.userId ? await persistence.files.find(caller, id) : undefined;
    if (file === undefined) throw noFile();
    await sendFile(response, store, caller, file);
  });
  router.get("/", async (_request, response) => {
    const caller = callerOf(response);
    const data: object[] = [];
    for (let after: string | undefined; ;) {
      const page = await assistants.list(caller, {
        limit: 100,
        ...(after === undefined ? {} : { after }),
      });
      data.push(...page.data.map(toDocument));
      after = page.data.at(-1)?.id;
      if (!page.hasMore) break;
    }
    response.json({ data });
  });
  router.post("/", async (request, response) => {
    const patch = toPatch(request.body);
    const made = await assistants.create(callerOf(response), { name: "Data Analyst", ...patch });
    response.status(201).json(await whole(response, made));
  });
  router.get("/:id", async (request, response) => {
    response.json(
      await whole(response, await assistants.get(callerOf(response), request.params.id)),
    );
  });
  router.patch("/:id", async (request, response) => {
    const patch = toPatch(request.body);
    const changed = await assistants.update(callerOf(response), request.params.id, patch);
    response.json(await whole(response, changed));
  });
  router.delete("/:id", async (request, response) => {
    await assistants.remove(callerOf(response), request.params.id);
    response.json({ message: "The assistant was deleted." });
  });
  // Express knows a handler of errors by its four parameters.
  router.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    logUnexpected(error, parts);
    if (response.headersSent) return void response.destroy();
    const { status, body } = toOpenAiError(error, languageOfHeaders(request));
    response.status(status).json({ error: body.error.message, code: body.error.code });
  });
  return router;
}
