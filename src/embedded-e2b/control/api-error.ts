import type { ErrorRequestHandler, Response } from "express";
import { z } from "zod";
import type { Logger } from "../../logger.ts";

/** An answer of the control plane that is not a success; the SDK looks at `code` in the body. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function sendError(res: Response, status: number, message: string): void {
  res.status(status).json({ code: status, message });
}

/** What express's body parser raises for a body that a client got wrong. */
const HttpFault = z.object({ status: z.number().int().min(400).max(499), message: z.string() });

/** Turns whatever a route raised into E2B's error shape. */
export function errorAnswers(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const fault = error instanceof ApiError ? error : HttpFault.safeParse(error).data;
    if (fault !== undefined) {
      sendError(res, fault.status, fault.message);
      return;
    }
    logger.error({ err: error }, "the control plane failed");
    sendError(res, 500, error instanceof Error ? error.message : "internal error");
  };
}
