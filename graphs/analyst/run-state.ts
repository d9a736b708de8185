import { detectLanguage } from "../../tools/words.ts";
import { AnalystError } from "../../tools/errors.ts";
import type { Usage } from "./events.ts";
import { questions } from "./question.ts";
import type { AnalystStateType, RunState } from "./state.ts";
import type { StopReason } from "./stop-reasons.ts";

/** A fresh run for the newest question, or undefined when the current run belongs to it. */
export function newRun(state: AnalystStateType, now: number): RunState | undefined {
  const asked = questions(state.messages);
  if (state.run?.turn === asked.length) return undefined;
  return {
    turn: asked.length,
    startedAt: now,
    language: detectLanguage(asked.at(-1)?.text ?? ""),
    firstCell: state.cells.length,
    modelCalls: 0,
    toolCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    failuresInRow: 0,
    fingerprints: [],
    recoveries: 0,
    sentBack: [],
    installs: [],
    caveats: [],
  };
}

/** The run of a node that comes after `prepare`. */
export function currentRun(state: AnalystStateType): RunState {
  if (state.run === undefined) throw new Error("the graph was entered after prepare");
  return state.run;
}

export function runCells(state: AnalystStateType): AnalystStateType["cells"] {
  return state.cells.slice(currentRun(state).firstCell);
}

/** Which plan step each cell served, and whether it worked. */
export function stepsDone(cells: AnalystStateType["cells"]): { step?: number; ok: boolean }[] {
  return cells.map((cell) => ({ step: cell.step, ok: cell.status === "ok" }));
}

export function usageOf(run: RunState, cells: number): Usage {
  const { modelCalls, inputTokens, outputTokens } = run;
  return { modelCalls, inputTokens, outputTokens, cells };
}

function reasonOf(error: AnalystError): StopReason {
  if (error.code === "cancelled") return "cancelled";
  // A run names a model or a key that is not there; everything else of the settings was read before.
  const isModel = error.code.startsWith("model_") || error.code === "config_invalid";
  return isModel ? "model_unavailable" : "sandbox_unavailable";
}

/** Ends a run by an expected error; anything that is not an `AnalystError` is a defect and goes on up. */
export function endedBy(run: RunState, error: unknown): RunState {
  if (!AnalystError.isInstance(error)) throw error;
  const { code, retryable } = error;
  return {
    ...run,
    stopReason: reasonOf(error),
    ...(code === "cancelled"
      ? {}
      : { error: { code, message: error.say(run.language), retryable } }),
  };
}
