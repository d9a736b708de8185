import { createHash } from "node:crypto";
import type { CellError } from "../../../tools/ports/sandbox.ts";
import { failingCode } from "./failing-code.ts";
import { readFrames } from "./traceback-frames.ts";

/** How often a failure has come: for the first, the second, or at least the third time. */
export type Repetition = "new" | "second" | "third";

const HASH_LENGTH = 16;

/** Code that Python could not parse: no statement of it ran, and our own parse of it is a guess. */
export const UNPARSED = new Set(["SyntaxError", "IndentationError", "TabError"]);

/**
 * What makes two failures the same: exception type, last frames, and the statement that failed with
 * what it depends on. Prints, comments, quotes, line numbers and names of variables do not count.
 */
export function fingerprint({ error, code }: { error?: CellError; code: string }): string {
  const { last, lines } = readFrames(error?.traceback ?? "");
  const name = error?.name ?? "";
  const failing = failingCode(code, UNPARSED.has(name) ? undefined : lines);
  const parts = JSON.stringify([name, last, failing]);
  return `${name}:${createHash("sha256").update(parts).digest("hex").slice(0, HASH_LENGTH)}`;
}

/**
 * Judges a failure by the earlier ones of the run, oldest first. Two that take turns (A B A B) have
 * come as far as one that came three times.
 */
export function judgeRepetition(history: readonly string[], next: string): Repetition {
  const [a, b, c] = history.slice(-3);
  const takesTurns = a !== undefined && a === c && b === next && a !== b;
  const before = history.filter((earlier) => earlier === next).length;
  if (takesTurns || before >= 2) return "third";
  return before === 1 ? "second" : "new";
}
