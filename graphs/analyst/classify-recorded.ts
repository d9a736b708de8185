import type { Cell } from "./cell.ts";
import { classifyCell, type CellVerdict } from "./stderr/classify.ts";

/** What is to be thought of a cell of the ledger. */
export function classifyRecorded(cell: Cell): CellVerdict {
  const { status, error, stdout, stderr, code, value, outOfMemory } = cell;
  return classifyCell({
    status,
    error,
    stdout,
    stderr,
    code,
    outOfMemory,
    hasValue: value !== undefined,
    valueText: value,
    hasResults: cell.showedResults,
  });
}
