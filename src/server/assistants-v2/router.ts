/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import { json, Router, type NextFunction, type Request, type Response } from "express";
import { languageOfHeaders, logUnexpected } from "../openai/chat.ts";
import type { ServerParts } from "../server-parts.ts";
import { toApiError } from "./api-errors.ts";
import { addAssistantRoutes } from "./routes/assistants.ts";
import { addFileRoutes } from "./routes/files.ts";
import { addMessageRoutes } from "./routes/messages.ts";
import { addRunRoutes } from "./routes/runs.ts";
import { addThreadRoutes } from "./routes/threads.ts";
import { createApiRuns } from "./run/api-runs.ts";

/** Text only: files come on their own way. */
const MAX_BODY = "16mb";

/**
 * OpenAI's Assistants API, version 2, as LibreChat and OpenAI's clients speak it. Whatever version a
 * header or query names is this one. Paths that are not of it are handed on.
 */
export function createAssistantsRouter(parts: ServerParts): Router {
  const router = Router();
  const runs = createApiRuns(parts);
  router.use(["/assistants", "/files", "/threads"], async (request, response, next) => {
    response.locals.identity = await parts.authenticate(request);
    next();
  });
  router.use(["/assistants", "/threads"], json({ limit: MAX_BODY }));
  addAssistantRoutes(router, parts);
  addFileRoutes(router, parts);
  // Before the threads: “runs” is no thread.
  addRunRoutes(router, parts, runs);
  addThreadRoutes(router, parts, runs);
  addMessageRoutes(router, parts, runs);
  // Express knows a handler of errors by its four parameters.
  router.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    logUnexpected(error, parts);
    if (response.headersSent) return void response.destroy();
    const { status, body } = toApiError(error, languageOfHeaders(request));
    response
      .status(status)
      .set("x-should-retry", String(status === 503))
      .json(body);
  });
  return router;
}
