import type { CellError } from "../../../tools/ports/sandbox.ts";
import { oneLine } from "./scan-text.ts";

const HEADLINE_LIMIT = 300;
const SCANNED = 4_000;

/**
 * Exception type and message in one line: the first line of the message that has words, together
 * with the next one when it only leads to it.
 */
export function headlineOf({ name, value }: CellError): string {
  const lines = value
    .slice(0, SCANNED)
    .split("\n")
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
  const [first = "", second = ""] = lines;
  const message = /[:：]\s*$/.test(first) ? `${first} ${second}` : first;
  return oneLine(message === "" ? name : `${name}: ${message}`, HEADLINE_LIMIT);
}
