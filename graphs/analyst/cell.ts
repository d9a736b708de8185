import { z } from "zod";
import { Artifact } from "./artifact.ts";
import { CELL_OUTCOMES } from "./outcomes.ts";

/** Previews kept in the state; the full text is an artifact. */
export const PREVIEW_CHARS = 4_000;

/** One piece of Python that was executed. The ordered cells of a thread are its ledger. */
export const Cell = z.object({
  /** `c1`, `c2` … per thread. */
  id: z.string(),
  /** The tool call it answers. */
  toolCallId: z.string(),
  title: z.string().max(500),
  /** The step of the visible plan that it serves, from 1. */
  step: z.number().int().optional(),
  code: z.string(),
  /** Where each block begins in the code of a call that had several. */
  blockStarts: z.array(z.number().int()).optional(),
  /** Of such a cell that failed: the blocks that worked all the same. */
  okBlocks: z.array(z.number().int()).optional(),
  status: z.enum(["ok", "error", "timeout", "cancelled", "kernel_died", "blocked", "sandbox_lost"]),
  outcome: z.enum(CELL_OUTCOMES).optional(),
  stdout: z.string().max(3 * PREVIEW_CHARS),
  stderr: z.string().max(3 * PREVIEW_CHARS),
  value: z
    .string()
    .max(3 * PREVIEW_CHARS)
    .optional(),
  error: z.object({ name: z.string(), value: z.string(), traceback: z.string() }).optional(),
  showedResults: z.boolean().default(false),
  outOfMemory: z.boolean().optional(),
  /** The kernel was started anew to stop it: earlier variables are gone too. */
  variablesLost: z.boolean().optional(),
  /** After that: they were brought back, as far as they could be. */
  variablesRestored: z.boolean().optional(),
  /** It worked, but its variables are gone since the kernel was lost. */
  notRestored: z.boolean().optional(),
  artifacts: z.array(Artifact).default(() => []),
  /** Files that it made or changed, relative to the working folder. */
  newFiles: z.array(z.string()).default(() => []),
  /** What had to be installed for it, as pins (`name==1.2`): a replay installs the same first. */
  installed: z.array(z.string()).optional(),
  durationMs: z.number(),
});

export type Cell = z.infer<typeof Cell>;

/** Adds cells to a ledger; a cell with a known id replaces the older one. */
export function mergeCells(ledger: Cell[], writes: (Cell | Cell[])[]): Cell[] {
  const merged = new Map(ledger.map((cell) => [cell.id, cell]));
  for (const cell of writes.flat()) merged.set(cell.id, cell);
  return [...merged.values()];
}
