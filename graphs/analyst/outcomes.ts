/** What `inspect_stderr` decided about a cell. stderr alone is never a failure. */
export const CELL_OUTCOMES = [
  "ok",
  "benign_warning",
  "data_caveat",
  "glyph_missing",
  "user_error",
  "missing_package",
  "missing_file",
  "silent",
  "timeout",
  "out_of_memory",
  /** The kernel ended for another reason than memory, or for one that is not known: `exit()`, a crash in native code. */
  "kernel_died",
  "sandbox_lost",
  "blocked",
  "cancelled",
] as const;

export type CellOutcome = (typeof CELL_OUTCOMES)[number];
