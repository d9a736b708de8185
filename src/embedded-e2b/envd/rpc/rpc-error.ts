import { isNativeError } from "node:util/types";
import { AgentFault } from "../../box/agent-fault.ts";

/** The codes of the Connect protocol that occur here, with their HTTP status. */
const STATUS = {
  invalid_argument: 400,
  failed_precondition: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  already_exists: 409,
  resource_exhausted: 429,
  internal: 500,
  unimplemented: 501,
  unavailable: 503,
  deadline_exceeded: 504,
} as const;

export type RpcCode = keyof typeof STATUS;

export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: RpcCode;

  constructor(code: RpcCode, message: string) {
    super(message);
    this.code = code;
  }

  get status(): number {
    return STATUS[this.code];
  }

  get body(): { code: RpcCode; message: string } {
    return { code: this.code, message: this.message };
  }
}

/** What a client is told about anything that was raised while its call was served. */
export function rpcErrorOf(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof AgentFault) return new RpcError(error.code, error.message);
  return new RpcError("internal", isNativeError(error) ? error.message : String(error));
}
