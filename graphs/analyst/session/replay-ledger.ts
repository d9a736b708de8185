import type { Sandbox } from "../../../tools/ports/sandbox.ts";
import type { Cell } from "../cell.ts";
import type { RunSettings } from "../context.ts";

/**
 * Runs the successful cells of a ledger again, in order and unseen, so that a new sandbox has the
 * variables of the lost one. Returns the ids of cells that did not work this time.
 */
export async function replayLedger(
  sandbox: Sandbox,
  cells: readonly Cell[],
  settings: RunSettings,
): Promise<string[]> {
  const lost: string[] = [];
  for (const cell of cells) {
    if (cell.status !== "ok") continue;
    const { cellTimeoutMs: timeoutMs, signal } = settings;
    const execution = await sandbox.runCell(cell.code, { timeoutMs, signal });
    if (execution.status === "cancelled") break;
    if (execution.status !== "ok") lost.push(cell.id);
  }
  return lost;
}
