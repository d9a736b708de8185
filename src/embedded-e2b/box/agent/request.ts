import { AgentFault } from "../agent-fault.ts";

type Value = string | number | boolean | readonly string[] | undefined;

/** What is asked of the agent: `name=value` parts, a list as several of one name. */
export type AgentRequest = Readonly<Record<string, Value>>;

/**
 * A request as `inside/frames.py` reads it. What is absent or false is left out. Raises
 * `invalid_argument` for text with a NUL character, which separates the parts.
 */
export function encodeRequest(request: AgentRequest): Buffer {
  const parts = Object.entries(request).flatMap(([name, value]) =>
    valuesOf(value).map((text) => `${name}=${text}`),
  );
  for (const part of parts) {
    if (part.includes("\0"))
      throw new AgentFault("invalid_argument", "a NUL character is not allowed here");
  }
  return encodeName(parts.join("\0"));
}

function valuesOf(value: Value): readonly string[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [""];
  return typeof value === "object" ? value : [String(value)];
}

/** Names that are not UTF-8 come from the agent with lone surrogates and go back as the bytes they were. */
function encodeName(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const pieces = text.split(/([\udc80-\udcff])/u).map((piece) => {
    const code = piece.charCodeAt(0);
    const isByte = piece.length === 1 && code >= 0xdc80 && code <= 0xdcff;
    return isByte ? Buffer.from([code - 0xdc00]) : Buffer.from(piece);
  });
  return Buffer.concat(pieces);
}
