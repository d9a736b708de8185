import { AnalystError } from "../../../tools/errors.ts";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { Sandbox } from "../../../tools/ports/sandbox.ts";
import type { AnalystRuntime, RunSettings } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import type { AnalystStateType, Dataset } from "../state.ts";
import { replayLedger } from "./replay-ledger.ts";
import { cellsAfter, needsVariables, type Restored } from "./restored.ts";
import { syncDatasets } from "./sync-datasets.ts";

type ThreadState = Pick<AnalystStateType, "sandboxId" | "datasets" | "cells">;

export interface Session {
  readonly sandbox: Sandbox;
  /** All datasets, each with its place in the sandbox. */
  readonly datasets: Dataset[];
  /** What came of it, when variables had to be brought back. */
  readonly restored?: Restored;
}

/** A sandbox that is lost while it is being opened is looked for again so often. */
const MAX_OPENINGS = 3;

/** What of a session the state does not have yet: each key of an update costs a write. */
export function placeOf(
  { sandbox, datasets, restored }: Session,
  state: ThreadState,
): Partial<ThreadState> {
  const cells = restored === undefined ? [] : cellsAfter(state.cells, restored);
  return {
    ...(sandbox.id === state.sandboxId ? {} : { sandboxId: sandbox.id }),
    ...(datasets === state.datasets ? {} : { datasets }),
    ...(cells.length === 0 ? {} : { cells }),
  };
}

/** The sandbox that this process already holds for the thread, without asking whether it still lives. */
export function liveSession(
  deps: AnalystDeps,
  state: ThreadState,
  { threadId }: RunSettings,
): Session | undefined {
  const sandbox = deps.sandboxes.live(threadId);
  if (sandbox === undefined || sandbox.id !== state.sandboxId) return undefined;
  const isWhole = !sandbox.lacksVariables && !needsVariables(state.cells);
  return isWhole ? { sandbox, datasets: state.datasets } : undefined;
}

/**
 * The thread's sandbox within a run: the handle that `prepare` has asked already, without asking
 * again; a sandbox that died since shows in the cell itself.
 */
export async function continueSession(
  deps: AnalystDeps,
  state: ThreadState,
  settings: RunSettings,
  runtime: AnalystRuntime,
): Promise<Session> {
  return liveSession(deps, state, settings) ?? openSession(deps, state, settings, runtime);
}

/** Whose a dataset is: an assistant's file is its author's. */
const ownerOf =
  ({ assistant, caller }: RunSettings) =>
  (fileId: string): Caller =>
    assistant.files.find(({ id }) => id === fileId)?.owner ?? caller;

/** Tries once more in a restored sandbox when it is lost meanwhile. */
async function notLosing<T>(work: () => Promise<T>, forget: () => void): Promise<T> {
  for (let opening = 1; ; opening += 1) {
    try {
      return await work();
    } catch (error) {
      const isLost = AnalystError.isInstance(error) && error.code === "sandbox_lost";
      if (!isLost || opening >= MAX_OPENINGS) throw error;
      forget();
    }
  }
}

/**
 * Works in the thread's sandbox, and again from the beginning in a restored one when it is lost
 * meanwhile: for what can be done twice. `held` is taken the first time.
 */
export async function inSession<T>(
  deps: AnalystDeps,
  state: ThreadState,
  settings: RunSettings,
  runtime: AnalystRuntime,
  work: (session: Session) => Promise<T>,
  held?: Session,
): Promise<T> {
  let known = held;
  return notLosing(
    async () => work(known ?? (await openSession(deps, state, settings, runtime))),
    () => {
      known = undefined;
      deps.sandboxes.forget(settings.threadId);
    },
  );
}

/**
 * The thread's sandbox, in the state that the thread expects: a live or resumed one gets the files
 * it lacks; an empty one in place of a lost one gets all files back; a new kernel gets its variables
 * back. Raises `sandbox_unavailable`, `sandbox_template` and the like.
 */
export async function openSession(
  deps: AnalystDeps,
  state: ThreadState,
  settings: RunSettings,
  runtime: AnalystRuntime,
): Promise<Session> {
  return notLosing(
    async () => openOnce(deps, state, settings, runtime),
    () => deps.sandboxes.forget(settings.threadId),
  );
}

async function openOnce(
  deps: AnalystDeps,
  state: ThreadState,
  settings: RunSettings,
  runtime: AnalystRuntime,
): Promise<Session> {
  const { threadId, caller, template, assistant, signal } = settings;
  const { sandboxId } = state;
  if (sandboxId === undefined) emit(runtime, { type: "sandbox", status: "creating" });
  const { sandbox, status } = await deps.sandboxes.acquire({
    threadId,
    caller,
    sandboxId,
    template,
    setup: assistant.setup?.(),
    signal,
  });
  const isEmpty = status === "created" || status === "replaced";
  if (sandbox.lacksVariables && state.cells.length === 0) await sandbox.variablesRestored();
  const needsReplay = sandbox.lacksVariables || needsVariables(state.cells);
  const lost = status === "replaced" ? "sandbox" : needsReplay ? "variables" : undefined;
  if (status !== "replaced") emit(runtime, { type: "sandbox", status, sandboxId: sandbox.id });
  if (lost !== undefined)
    emit(runtime, { type: "sandbox", status: "recovering", sandboxId: sandbox.id, lost });

  const missing = state.datasets.filter((dataset) => isEmpty || dataset.path === "");
  const synced = await syncDatasets(
    deps.files,
    sandbox,
    missing,
    state.datasets,
    ownerOf(settings),
  );
  const datasets =
    synced.length === 0
      ? state.datasets
      : state.datasets.map((known) => synced.find((d) => d.fileId === known.fileId) ?? known);
  if (lost === undefined) return { sandbox, datasets };
  const restored = await restore(sandbox, lost, state, settings, runtime);
  // Only now: who finds it half restored, after a stop or a crash, restores it again.
  if (sandbox.lacksVariables) await sandbox.variablesRestored();
  return { sandbox, datasets, restored };
}

async function restore(
  sandbox: Sandbox,
  lost: Restored["lost"],
  { cells }: ThreadState,
  settings: RunSettings,
  runtime: AnalystRuntime,
): Promise<Restored> {
  const { cellTimeoutMs, replayLimitMs: limitMs, signal } = settings;
  const tell = { type: "sandbox", sandboxId: sandbox.id, lost } as const;
  const restored = await replayLedger(sandbox, cells, {
    lost,
    limitMs,
    cellTimeoutMs,
    signal,
    onCell: (done, of) => emit(runtime, { ...tell, status: "replaying", cells: { done, of } }),
  });
  const done = restored.replayed.length;
  const of = done + restored.missing.size;
  const note = [...restored.missing.keys()].join(", ");
  emit(runtime, {
    ...tell,
    status: "replayed",
    cells: { done, of },
    ...(note === "" ? {} : { note }),
  });
  return restored;
}
