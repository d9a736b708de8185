import type { Cell } from "../cell.ts";
import { classifyRecorded } from "../classify-recorded.ts";
import { readSettings, type AnalystRuntime } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { judgeRepetition } from "../judgement/fingerprint.ts";
import { repairRequest } from "../prompts/repair.ts";
import { currentRun, endedBy, runCells } from "../run-state.ts";
import { homeFolder } from "../../../tools/home-folder.ts";
import type { Sandbox } from "../../../tools/ports/sandbox.ts";
import { openSession, placeOf } from "../session/open-session.ts";
import { needsVariables } from "../session/restored.ts";
import { tellRestored } from "../session/tell-restored.ts";
import type { AnalystStateType, AnalystUpdate } from "../state.ts";
import { closePending } from "../tool-replies.ts";

const LISTED_FILES = 50;

/** By the number of the system's error: EFBIG, which a full sandbox gives, and ENOSPC. */
const isDiskFull = ({ error }: Cell) =>
  error?.name === "OSError" && /^\[Errno (?:27|28)\]/.test(error.value);

/** The real files, for code that looked for one that is not there; none when the sandbox does not answer. */
async function fileNames(sandbox: Sandbox | undefined): Promise<string[]> {
  try {
    if (sandbox === undefined) return [];
    const entries = await sandbox.files.list(await homeFolder(sandbox), 2);
    const files = entries.filter(({ type, path }) => type === "file" && !path.includes("/."));
    return files.map((entry) => entry.path).slice(0, LISTED_FILES);
  } catch {
    return [];
  }
}

/**
 * Turns a failure into a repair request: how often it was tried, what was tried, and another
 * approach when it is the same failure again. Variables that the failure took away are brought back
 * first: the model repairs its cell and not what came before.
 */
export function makeRetryNode(deps: AnalystDeps) {
  return async (state: AnalystStateType, runtime: AnalystRuntime): Promise<AnalystUpdate> => {
    const settings = readSettings(runtime, deps);
    const run = currentRun(state);
    const failed = runCells(state).slice(-run.failuresInRow);
    const cell = failed.at(-1);
    if (cell?.outcome === undefined) throw new Error("no failure to repair");
    const headline = (of: typeof cell) =>
      `${of.error?.name ?? of.outcome}: ${of.error?.value ?? ""}`.slice(0, 200);
    const last = run.fingerprints.at(-1) ?? "";
    emit(runtime, {
      type: "repair",
      cellId: cell.id,
      attempt: run.failuresInRow,
      limit: settings.maxRepairs,
      reason: headline(cell),
    });
    try {
      const session = needsVariables(state.cells)
        ? await openSession(deps, state, settings, runtime)
        : undefined;
      const told = tellRestored(session ?? {}, run, cell.id, runtime);
      const words = repairRequest({
        outcome: cell.outcome,
        attempt: run.failuresInRow,
        limit: settings.maxRepairs,
        again: judgeRepetition(run.fingerprints.slice(0, -1), last) !== "new",
        tried: failed.slice(0, -1).map((earlier) => `${earlier.title}: ${headline(earlier)}`),
        files:
          cell.outcome === "missing_file"
            ? await fileNames(deps.sandboxes.live(settings.threadId))
            : undefined,
        missingPackage: classifyRecorded(cell).missingPackage,
        diskFull: isDiskFull(cell),
        cellTimeoutMs: settings.cellTimeoutMs,
        variablesLost: cell.variablesLost ?? false,
      })[run.language];
      const observation = [state.observation, told.words, words].filter(Boolean).join("\n\n");
      return {
        ...closePending({ ...state, observation }, run.language, "failed_before"),
        ...(session === undefined ? {} : { ...placeOf(session, state), run: told.run }),
      };
    } catch (error) {
      const ended = endedBy(run, error);
      const why = ended.stopReason === "cancelled" ? "cancelled" : "failed_before";
      return { run: ended, ...closePending(state, run.language, why) };
    }
  };
}
