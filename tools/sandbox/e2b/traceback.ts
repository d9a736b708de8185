import { stripVTControlCharacters } from "node:util";
import type { CellError } from "../../ports/sandbox.ts";

/** Where IPython begins a frame of a traceback. */
const FRAME = /(?<=[^\n])(?=(?:Cell In\[\d+\]|File [^\n]{1,400}?:\d+, in ))/g;

/**
 * A traceback as plain text. E2B's own server joins IPython's pieces with nothing, so the line
 * breaks between frames and before the message are put back where they are missing.
 */
export function plainTraceback({ name, value, traceback }: CellError): string {
  const text = stripVTControlCharacters(traceback)
    .replace(/(Traceback \(most recent call last\))(?=[^\n])/, "$1\n")
    .replaceAll(FRAME, "\n");
  const last = `${name}: ${value}`;
  const at = text.length - last.length;
  const glued = at > 0 && text.endsWith(last) && text[at - 1] !== "\n";
  return glued ? `${text.slice(0, at)}\n${last}` : text;
}
