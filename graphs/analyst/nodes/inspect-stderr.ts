import { classifyRecorded } from "../classify-recorded.ts";
import { readSettings, type AnalystRuntime, type RunSettings } from "../context.ts";
import { decide, isFailure } from "../decide.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { fingerprint, judgeRepetition } from "../judgement/fingerprint.ts";
import { benignNote, caveatNote, cellsLeftNote } from "../prompts/notices.ts";
import { currentRun, runCells } from "../run-state.ts";
import type { AnalystStateType, AnalystUpdate, RunState } from "../state.ts";
import type { CellVerdict } from "../stderr/classify.ts";
import { installable } from "../stderr/installable.ts";
import { closePending, toolReply } from "../tool-replies.ts";

/** From so many cells left on, the model is told how many. */
const TELL_CELLS_LEFT = 3;

/** The reply to a cell that worked: its observation, and what was read from its stderr. */
function successReply(
  state: AnalystStateType,
  verdict: CellVerdict,
  run: RunState,
  settings: RunSettings,
): string {
  const left = settings.maxCells - runCells(state).length;
  const { language } = run;
  const caveats = verdict.caveats.map(({ words }) => words[language]);
  return [
    state.observation,
    ...(caveats.length > 0 ? [caveatNote(caveats)[language]] : []),
    ...(verdict.benign.length > 0 ? [benignNote(verdict.benign)[language]] : []),
    ...(left <= TELL_CELLS_LEFT && left > 0 ? [cellsLeftNote(left)[language]] : []),
  ].join("\n\n");
}

/**
 * Reads what the last cell did, its stderr included, and decides what follows. Pure but for the
 * events: no model and no sandbox is asked.
 */
export function makeInspectStderrNode(deps: AnalystDeps) {
  return async (state: AnalystStateType, runtime: AnalystRuntime): Promise<AnalystUpdate> => {
    // Without a sandbox there was no cell: execute_code has ended the run.
    if (state.run?.stopReason !== undefined) return {};
    const settings = readSettings(runtime, deps);
    const cell = state.cells.at(-1);
    const [call, ...rest] = state.pending;
    if (cell === undefined || call === undefined) throw new Error("no cell to inspect");
    const before = currentRun(state);
    const verdict = classifyRecorded(cell);
    const { outcome } = verdict;
    const finished = {
      type: "cell.finished" as const,
      cellId: cell.id,
      success: cell.status === "ok",
      outcome,
      durationMs: cell.durationMs,
      error: verdict.headline,
    };
    const lacks = installable(verdict.missingPackage, before, settings.assistant);
    const mark =
      isFailure(outcome) && lacks === undefined
        ? fingerprint({ error: cell.error, code: cell.code })
        : undefined;
    const repetition = mark === undefined ? "new" : judgeRepetition(before.fingerprints, mark);
    const decision = decide(outcome, before, repetition, settings.maxRepairs, lacks !== undefined);
    // What is about to be installed for it, and the cell itself once more, belong to its run.
    if (decision.go !== "install") emit(runtime, finished);
    const caveats = verdict.caveats.map(({ kind, words }) => ({
      kind,
      text: words[before.language],
      cellId: cell.id,
    }));
    for (const { kind, text } of caveats)
      emit(runtime, { type: "caveat", kind, text, cellId: cell.id });
    const run: RunState = {
      ...before,
      stopReason: decision.stopReason,
      caveats: [...before.caveats, ...caveats],
      fingerprints: mark === undefined ? before.fingerprints : [...before.fingerprints, mark],
      failuresInRow:
        mark === undefined
          ? outcome === "sandbox_lost" || lacks !== undefined
            ? before.failuresInRow
            : 0
          : before.failuresInRow + 1,
      recoveries: before.recoveries + (decision.go === "recover" ? 1 : 0),
    };
    const update = {
      cells: { ...cell, outcome },
      run,
      ...(decision.go === state.decision ? {} : { decision: decision.go }),
    };
    switch (decision.go) {
      case "continue":
        return {
          ...update,
          messages: [toolReply(call, successReply(state, verdict, run, settings))],
          pending: rest,
          observation: "",
        };
      case "respond":
        return {
          ...update,
          ...closePending(
            state,
            run.language,
            outcome === "cancelled" ? "cancelled" : "failed_before",
          ),
        };
      case "retry":
      case "recover":
      case "install":
        return update;
    }
  };
}
