import { z } from "zod";
import { LEAST_CONTEXT_TOKENS } from "./prompt-budget.ts";

/** A provider refused a prompt as too long: what the thread makes do with for some questions. */
export const Squeeze = z.object({
  /** The smaller budget. */
  tokens: z.number().int(),
  /** The first question that tries more again. */
  until: z.number().int(),
  /** Questions between the refusal and `until`. */
  rest: z.number().int(),
});
export type Squeeze = z.infer<typeof Squeeze>;

/** Of what was refused, the next prompt may have so much. */
const SHRINK = 0.6;
const GROW = 1.5;
const FIRST_REST = 4;
const LONGEST_REST = 32;

/** Tokens that question `turn` may use: little while it rests, then more with every question, up to `full`. */
export function squeezedTokens(full: number, squeeze: Squeeze | undefined, turn: number): number {
  if (squeeze === undefined) return full;
  const probes = Math.max(0, turn - squeeze.until + 1);
  return Math.floor(Math.min(full, squeeze.tokens * GROW ** probes));
}

/**
 * The budget after a prompt of `sent` tokens was refused at question `turn`; a refusal while the last
 * one is not got over yet makes the rest longer. Undefined when there is nothing left to give up.
 */
export function squeezeAfter(
  sent: number,
  full: number,
  known: Squeeze | undefined,
  turn: number,
): Squeeze | undefined {
  if (sent <= LEAST_CONTEXT_TOKENS * SHRINK) return undefined;
  const tokens = Math.max(Math.floor(sent * SHRINK), LEAST_CONTEXT_TOKENS);
  const isRecovering = known !== undefined && squeezedTokens(full, known, turn) < full;
  const rest = isRecovering ? Math.min(2 * known.rest, LONGEST_REST) : FIRST_REST;
  return { tokens, until: turn + rest, rest };
}
