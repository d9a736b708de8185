import { randomUUID } from "node:crypto";
import type { AnalystRuntime } from "../context.ts";
import { readSettings, type RunSettings } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { restoredNotice } from "../prompts/notices.ts";
import { notice } from "../question.ts";
import { currentRun, endedBy, newRun } from "../run-state.ts";
import { liveSession, openSession } from "../session/open-session.ts";
import { profileDatasets } from "../session/profile-datasets.ts";
import type { AnalystStateType, AnalystUpdate, Dataset, RunState } from "../state.ts";

/** A sandbox that answered so recently is not asked again: should it be gone, the first cell tells. */
const TRUST_MS = 60_000;

/**
 * Files of the question and of the assistant that the thread does not have yet, by content; their
 * place is given when they are synced.
 */
function newDatasets(state: AnalystStateType, { assistant }: RunSettings): Dataset[] {
  const known = new Set(state.datasets.map((dataset) => dataset.sha256));
  return [...state.uploads, ...assistant.files]
    .filter((upload) => !known.has(upload.sha256) && known.add(upload.sha256))
    .map(({ id, name, sha256, size }) => ({ fileId: id, name, sha256, size, path: "" }));
}

/** In the middle of a cell the words wait for that cell's reply: its tool call is still open. */
function tellRestored(lost: string[], run: RunState, inCell: boolean): AnalystUpdate {
  const words = restoredNotice(lost)[run.language];
  return inCell ? { observation: words } : { messages: [notice(randomUUID(), words)] };
}

/**
 * Makes the thread ready for a question: a fresh run, its sandbox, its files, the profiles of new
 * ones. A thread without data or ledger gets no sandbox here. It is also where a sandbox that was
 * lost in the middle of a cell is recovered.
 */
export function makePrepareNode(deps: AnalystDeps) {
  return async (state: AnalystStateType, runtime: AnalystRuntime): Promise<AnalystUpdate> => {
    const settings = readSettings(runtime, deps);
    const fresh = newRun(state, deps.clock.now());
    const run: RunState = fresh ?? currentRun(state);
    const datasets = [...state.datasets, ...newDatasets(state, settings)];
    const reset =
      fresh === undefined
        ? {}
        : {
            pending: [],
            steps: [],
            observation: "",
            artifacts: [],
            answer: "",
            decision: "continue" as const,
          };
    const base = { ...reset, run, uploads: [] };
    if (datasets.length === 0 && state.cells.length === 0 && state.decision !== "recover")
      return base;
    try {
      const isRecent = deps.clock.now() - (state.run?.startedAt ?? 0) < TRUST_MS;
      const isWhole = state.decision !== "recover" && datasets.every(({ path }) => path !== "");
      // A set-up may have changed since, and is brought to the sandbox by asking for it.
      const isPlain = settings.assistant.setup === undefined;
      const live = isRecent && isWhole && isPlain ? liveSession(deps, state, settings) : undefined;
      if (live !== undefined)
        emit(runtime, { type: "sandbox", status: "reused", sandboxId: live.sandbox.id });
      const session = live ?? (await openSession(deps, { ...state, datasets }, settings, runtime));
      const unknown = session.datasets.filter((dataset) => dataset.profile === undefined);
      const profiled = await profileDatasets(session.sandbox, unknown, settings.signal);
      for (const { name, path, profile } of profiled) {
        if (profile !== undefined) emit(runtime, { type: "dataset.profiled", name, path, profile });
      }
      const isLost = session.status === "replaced" && state.cells.length > 0;
      return {
        ...base,
        sandboxId: session.sandbox.id,
        datasets: session.datasets.map(
          (known) => profiled.find((d) => d.fileId === known.fileId) ?? known,
        ),
        ...(isLost ? tellRestored(session.lost, run, fresh === undefined) : {}),
      };
    } catch (error) {
      const ended = endedBy(run, error);
      // A file for which there is no room must not stand in the way of the next question.
      const isFull = ended.error?.code === "sandbox_disk_full";
      return { ...base, datasets: isFull ? state.datasets : datasets, run: ended };
    }
  };
}
