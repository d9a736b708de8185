import type { CellStatus } from "../../ports/sandbox.ts";

/** Why a running cell was stopped from here. */
export type StopReason = "timeout" | "cancelled" | "output";

interface StopError {
  readonly status: CellStatus;
  readonly name: string;
  readonly sentence: string;
}

const KEPT = "The code was interrupted; variables keep the values that they had.";
const LOST = "It could not be interrupted, so Python was started anew and all variables are gone.";

/** What a stopped cell's error says; its traceback, where there is one, tells where it stood. */
export function stopError(reason: StopReason, limitMs: number, variablesLost: boolean): StopError {
  const aftermath = variablesLost ? LOST : KEPT;
  switch (reason) {
    case "timeout":
      return {
        status: "timeout",
        name: "CellTimeout",
        sentence: `The limit of ${limitMs / 1000} s was reached. ${aftermath}`,
      };
    case "output":
      return {
        status: "error",
        name: "OutputLimitExceeded",
        sentence: `The code printed too much. ${aftermath} Print a summary, or write to a file.`,
      };
    case "cancelled":
      return {
        status: "cancelled",
        name: "CellCancelled",
        sentence: `The cell was cancelled. ${aftermath}`,
      };
  }
}
