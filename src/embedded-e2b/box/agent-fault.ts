export const agentFaultCodes = [
  "not_found",
  "already_exists",
  "invalid_argument",
  "permission_denied",
  "resource_exhausted",
  "unavailable",
  "internal",
] as const;

export type AgentFaultCode = (typeof agentFaultCodes)[number];

/** Raised by calls to a box's agent, with the code of E2B's RPC errors. */
export class AgentFault extends Error {
  override readonly name = "AgentFault";
  readonly code: AgentFaultCode;

  constructor(code: AgentFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
