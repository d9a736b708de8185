import { isNativeError } from "node:util/types";
import express, { Router, type Request, type RequestHandler, type Response } from "express";
import type { z } from "zod";
import { rpcUser, unknownUser } from "../access.ts";
import type { EnvdSession, SessionOf } from "../session.ts";
import { openEnvelope } from "./envelope.ts";
import { RpcError, rpcErrorOf } from "./rpc-error.ts";
import { openStream, type ServerStream } from "./server-stream.ts";

/** Input to a process is the largest message: a client that has more sends it in parts. */
const LARGEST_BODY = 16 * 1024 * 1024;

/** One method of a service: what it takes and what it does with it. */
export type Method =
  | {
      readonly kind: "unary";
      readonly serve: (message: unknown, session: EnvdSession) => Promise<object>;
    }
  | {
      readonly kind: "stream";
      readonly serve: (
        message: unknown,
        session: EnvdSession,
        stream: ServerStream,
      ) => Promise<void>;
    };

/** A method with one answer. */
export function unary<T>(
  schema: z.ZodType<T>,
  serve: (message: T, session: EnvdSession) => Promise<object>,
): Method {
  return { kind: "unary", serve: async (raw, session) => serve(parse(schema, raw), session) };
}

/** A method that answers with events; the stream is ended by what it raises, or by itself. */
export function streaming<T>(
  schema: z.ZodType<T>,
  serve: (message: T, session: EnvdSession, stream: ServerStream) => Promise<void>,
): Method {
  return {
    kind: "stream",
    serve: async (raw, session, stream) => serve(parse(schema, raw), session, stream),
  };
}

function parse<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new RpcError("invalid_argument", faults.join("; "));
}

/** Routes for the methods of one service, by the Connect protocol with JSON. */
export function createService(
  name: string,
  methods: Readonly<Record<string, Method>>,
  sessionOf: SessionOf,
): Router {
  const router = Router();
  const body = express.raw({ type: () => true, limit: LARGEST_BODY });
  for (const [method, served] of Object.entries(methods))
    router.post(`/${name}/${method}`, body, serving(served, sessionOf));
  router.all(`/${name}/:method`, (req, res) => {
    const message = `${name}/${req.params.method} is not implemented by this server`;
    res.status(501).json({ code: "unimplemented", message });
  });
  return router;
}

function serving(method: Method, sessionOf: SessionOf): RequestHandler {
  return async (req, res) => {
    if (method.kind === "unary") {
      try {
        const message: unknown = JSON.parse(textOf(req));
        checkUser(req);
        res.json(await method.serve(message, sessionOf(req)));
      } catch (error) {
        answerError(res, error);
      }
      return;
    }
    const stream = openStream(req, res);
    try {
      const message = opened(req);
      checkUser(req);
      await method.serve(message, sessionOf(req), stream);
    } catch (error) {
      stream.end(error);
    }
  };
}

function answerError(res: Response, error: unknown): void {
  const fault =
    error instanceof SyntaxError
      ? new RpcError("invalid_argument", `the body is not JSON: ${error.message}`)
      : rpcErrorOf(error);
  res.status(fault.status).json(fault.body);
}

function textOf(req: Request): string {
  const { body } = req as { body: unknown };
  return Buffer.isBuffer(body) && body.length > 0 ? body.toString("utf8") : "{}";
}

function opened(req: Request): unknown {
  const { body } = req as { body: unknown };
  try {
    return openEnvelope(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  } catch (error) {
    throw new RpcError("invalid_argument", isNativeError(error) ? error.message : String(error));
  }
}

function checkUser(req: Request): void {
  const unknown = unknownUser(rpcUser(req));
  if (unknown !== undefined)
    throw new RpcError("unauthenticated", `invalid username: '${unknown}'`);
}
