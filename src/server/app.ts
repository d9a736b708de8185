import express, {
  type Express,
  type NextFunction,
  type Request,
  type Response,
  type RequestHandler,
} from "express";
import helmet from "helmet";
import { createAssistantsRouter } from "./assistants-v2/router.ts";
import { createForkRouter } from "./fork-endpoint/router.ts";
import { createHealthRouter, type ReadinessChecks } from "./health.ts";
import { createOpenAiRouter } from "./openai/router.ts";
import { sendIcon } from "./icon.ts";
import { requestLog } from "./request-log.ts";
import type { ServerParts } from "./server-parts.ts";

export interface AppParts extends ServerParts {
  readonly checks: ReadinessChecks;
  /** Serves stored files by their signed addresses, below `/d`; hands on everything else. */
  readonly files: RequestHandler;
}

function statusOf(error: unknown): number {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === "number" && status >= 400 && status < 500 ? status : 500;
}

/** The server's routes. No cross-origin access: a page in a browser is not a client. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.use(requestLog(parts.logger));
  // Before the rest: files have headers of their own, since pages of other hosts show them.
  app.use(parts.files);
  app.get("/icon.svg", sendIcon);
  app.use(helmet());
  app.use(createHealthRouter(parts.checks, () => parts.answers.isDraining));
  app.use("/api/e2b-assistants", createForkRouter(parts));
  // Azure's clients have paths of their own.
  app.use(["/v1", "/openai/v1", "/openai"], createAssistantsRouter(parts));
  app.use(["/v1", "/openai/v1", "/openai/deployments/:deployment"], createOpenAiRouter(parts));
  app.use((_request, response) => {
    response.status(404).json({ error: { message: "There is nothing here.", code: "not_found" } });
  });
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = statusOf(error);
    if (status === 500) parts.logger.error({ err: error }, "a request failed");
    if (response.headersSent) return void response.destroy();
    response.status(status).json({ error: { message: "The request failed.", code: "failed" } });
  });
  return app;
}
