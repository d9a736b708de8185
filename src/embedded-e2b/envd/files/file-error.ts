import { isNativeError } from "node:util/types";
import type { Response } from "express";
import { AgentFault, type AgentFaultCode } from "../../box/agent-fault.ts";

const STATUS: Readonly<Record<AgentFaultCode, number>> = {
  not_found: 404,
  already_exists: 409,
  invalid_argument: 400,
  permission_denied: 403,
  resource_exhausted: 507,
  unavailable: 502,
  internal: 500,
};

/** A request on `/files` that is refused, with its HTTP status. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Answers with E2B's error shape; tears the connection where an answer has begun. */
export function answerFileError(res: Response, error: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const status =
    error instanceof FileError
      ? error.status
      : error instanceof AgentFault
        ? STATUS[error.code]
        : 500;
  const message = isNativeError(error) ? error.message : String(error);
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  res.status(status).json({ code: status, message });
}
