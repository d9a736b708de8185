/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import express, { Router, type ErrorRequestHandler, type Request, type Response } from "express";
import { z } from "zod";
import type { Logger } from "../../logger.ts";
import { AgentFault } from "../box/agent-fault.ts";
import type { CodeContext } from "./context.ts";
import { ContextNotFound, type Contexts } from "./contexts.ts";
import { createEventStream } from "./event-stream.ts";
import { errorLine } from "./kernel-output.ts";

/** A cell of some megabytes is legal: people paste data. */
const MAX_BODY = "32mb";

const Envs = z.record(z.string().regex(/^[^=\0]+$/), z.string().regex(/^[^\0]*$/));
/** Python clients send null for what the caller did not give. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const ExecuteBody = z.object({
  code: z.string(),
  context_id: text,
  language: text,
  env_vars: Envs.nullish(),
});
const ContextBody = z.object({ language: text, cwd: text });

export interface InterpreterOptions {
  readonly contexts: Contexts;
  readonly keepaliveMs: number;
  readonly outputBytes: number;
  readonly logger: Logger;
}

/** E2B's code interpreter over the contexts of one sandbox. Errors are plain text, as E2B's are. */
export function createInterpreterRouter(options: InterpreterOptions): Router {
  const { contexts } = options;
  const router = Router();
  const json = express.json({ limit: MAX_BODY, type: () => true });

  router.get("/health", (_req, res) => {
    res.json("OK");
  });

  router.post("/execute", json, async (req, res) => {
    const body = ExecuteBody.safeParse(req.body);
    if (!body.success) {
      invalid(res, body.error);
      return;
    }
    const { code, context_id: id, language, env_vars: envs } = body.data;
    if (id !== undefined && language !== undefined) {
      plain(res, 400, "Only one of context_id or language can be given");
      return;
    }
    const context = id === undefined ? contexts.defaultOf(language) : contexts.get(id);
    await stream(context, { code, envs: envs ?? {} }, res);
  });

  async function stream(
    context: CodeContext,
    request: { code: string; envs: Readonly<Record<string, string>> },
    res: Response,
  ): Promise<void> {
    const events = createEventStream(res, {
      keepaliveMs: options.keepaliveMs,
      limitBytes: options.outputBytes,
    });
    const gone = new AbortController();
    res.once("close", () => {
      if (!res.writableFinished) gone.abort();
    });
    try {
      await context.run(request, events, gone.signal);
    } catch (error) {
      if (!gone.signal.aborted) {
        options.logger.error({ error }, "a run failed");
        events.line(
          errorLine("InternalError", "The code interpreter failed; see the server's log"),
        );
      }
    } finally {
      events.end();
    }
  }

  router.get("/contexts", (_req, res) => {
    res.json(contexts.list());
  });
  router.post("/contexts", json, async (req, res) => {
    const body = ContextBody.safeParse(req.body ?? {});
    if (!body.success) {
      invalid(res, body.error);
      return;
    }
    res.json(await contexts.create(body.data.language, body.data.cwd));
  });
  router.post("/contexts/:id/restart", async (req, res) => {
    await contexts.get(idOf(req)).restart();
    res.json(null);
  });
  router.delete("/contexts/:id", async (req, res) => {
    await contexts.remove(idOf(req));
    res.json(null);
  });

  router.use((_req, res) => {
    plain(res, 404, "Not Found");
  });
  const onError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const { status, text } = describe(error);
    if (status >= 500) options.logger.error({ error }, "the code interpreter failed");
    plain(res, status, text);
  };
  router.use(onError);
  return router;
}

function idOf(req: Request): string {
  return z.string().parse(req.params.id);
}

function plain(res: Response, status: number, text: string): void {
  res.status(status).type("text/plain").send(text);
}

function invalid(res: Response, error: z.ZodError): void {
  res
    .status(422)
    .json({ detail: error.issues.map(({ path, message }) => ({ loc: path, msg: message })) });
}

const HttpFault = z.object({ status: z.number().int().min(400).max(499), message: z.string() });

/** The SDK shows the text of a 404 only, so what the caller can mend is one. */
function describe(error: unknown): { status: number; text: string } {
  if (error instanceof ContextNotFound) return { status: 404, text: error.message };
  const fault = HttpFault.safeParse(error);
  if (fault.success) return { status: fault.data.status, text: fault.data.message };
  if (error instanceof AgentFault && error.code !== "internal") {
    return { status: 404, text: error.message };
  }
  return { status: 500, text: error instanceof Error ? error.message : "internal error" };
}
