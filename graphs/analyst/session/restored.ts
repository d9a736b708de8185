import type { Cell } from "../cell.ts";

/** Why a cell of the ledger is not back: it reaches outside, there was no time, or it did not work. */
export type NotRestored = "outside" | "late" | "failed";

/** What came of bringing a kernel's variables back. Cells by their ids. */
export interface Restored {
  /** The sandbox with its files was lost, or the kernel alone. */
  readonly lost: "sandbox" | "variables";
  readonly replayed: readonly string[];
  readonly missing: ReadonlyMap<string, NotRestored>;
  /** Ran again though they read outside the sandbox: what they read may have changed. */
  readonly reread: readonly string[];
  /** Names that cells had bound and that are not there now. */
  readonly variables: readonly string[];
  /** Files that cells had made and that are not there now. */
  readonly files: readonly string[];
}

/** Whether the kernel's variables are gone by what a cell of this ledger did, and not yet back. */
export function needsVariables(cells: readonly Cell[]): boolean {
  return cells.some((cell) => cell.variablesLost === true && cell.variablesRestored !== true);
}

/** The cells of a ledger that must be written anew after a restoration. */
export function cellsAfter(cells: readonly Cell[], { missing }: Restored): Cell[] {
  const changed: Cell[] = [];
  for (const cell of cells) {
    const lost = missing.has(cell.id);
    const isTold = cell.variablesLost !== true || cell.variablesRestored === true;
    if (isTold && lost === (cell.notRestored ?? false)) continue;
    changed.push({
      ...cell,
      notRestored: lost || undefined,
      ...(cell.variablesLost === true ? { variablesRestored: true } : {}),
    });
  }
  return changed;
}
