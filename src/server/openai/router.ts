/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import { Router, type NextFunction, type Request, type Response } from "express";
import type { Identity } from "../auth/authenticate.ts";
import { createRateLimits } from "../rate-limits.ts";
import type { ServerParts } from "../server-parts.ts";
import { createChatHandler, languageOfHeaders, logUnexpected } from "./chat.ts";
import { getModel, listModels } from "./models.ts";
import { toOpenAiError } from "./openai-errors.ts";
import { AnalystError } from "../../../tools/errors.ts";

const identityOf = ({ locals }: Response) => locals.identity as Identity;

const noRoute = ({ method, path }: Request) =>
  new AnalystError("not_found", {
    en: `There is no ${method} ${path} here.`,
    zh: `这里没有 ${method} ${path}。`,
  });

/** The OpenAI-compatible endpoint, to be mounted at `/v1`. */
export function createOpenAiRouter(parts: ServerParts): Router {
  const router = Router();
  const chat = createChatHandler(parts);

  router.use(async (request, response, next) => {
    response.locals.identity = await parts.authenticate(request);
    next();
  });
  router.get("/models", async (_request, response) => {
    response.json(await listModels(parts, identityOf(response).caller));
  });
  router.get("/models/:id", async (request, response) => {
    response.json(await getModel(parts, identityOf(response).caller, request.params.id));
  });
  router.post(
    "/chat/completions",
    ...createRateLimits(parts.config, identityOf),
    async (request, response) => chat(request, response, identityOf(response)),
  );
  router.use((request, _response, next) => next(noRoute(request)));
  // Express knows a handler of errors by its four parameters.
  router.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    logUnexpected(error, parts);
    if (response.headersSent) return void response.destroy();
    const { status, body } = toOpenAiError(error, languageOfHeaders(request));
    response.status(status).set("x-should-retry", "false").json(body);
  });
  return router;
}
