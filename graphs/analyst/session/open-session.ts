import type { Caller } from "../../../tools/ports/caller.ts";
import type { AcquireStatus, Sandbox } from "../../../tools/ports/sandbox.ts";
import type { AnalystRuntime, RunSettings } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import type { AnalystStateType, Dataset } from "../state.ts";
import { replayLedger } from "./replay-ledger.ts";
import { syncDatasets } from "./sync-datasets.ts";

export interface Session {
  readonly sandbox: Sandbox;
  readonly status: AcquireStatus;
  /** All datasets, each with its place in the sandbox. */
  readonly datasets: Dataset[];
  /** For a replaced sandbox: what could not be restored, by cell or file. */
  readonly lost: string[];
}

/** What of a session the state does not have yet: each key of an update costs a write. */
export function placeOf(
  { sandbox, datasets }: Session,
  state: Pick<AnalystStateType, "sandboxId" | "datasets">,
): Partial<Pick<AnalystStateType, "sandboxId" | "datasets">> {
  return {
    ...(sandbox.id === state.sandboxId ? {} : { sandboxId: sandbox.id }),
    ...(datasets === state.datasets ? {} : { datasets }),
  };
}

/** The sandbox that this process already holds for the thread, without asking whether it still lives. */
export function liveSession(
  deps: AnalystDeps,
  state: Pick<AnalystStateType, "sandboxId" | "datasets">,
  { threadId }: RunSettings,
): Session | undefined {
  const sandbox = deps.sandboxes.live(threadId);
  if (sandbox === undefined || sandbox.id !== state.sandboxId) return undefined;
  return { sandbox, status: "reused", datasets: state.datasets, lost: [] };
}

/**
 * The thread's sandbox within a run: the handle that `prepare` has asked already, without asking
 * again; a sandbox that died since shows in the cell itself.
 */
export async function continueSession(
  deps: AnalystDeps,
  state: Pick<AnalystStateType, "sandboxId" | "datasets" | "cells">,
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

/**
 * The thread's sandbox, in the state that the thread expects: a live or resumed one gets the files
 * it lacks; an empty one in place of a lost one gets all files back and the successful cells
 * replayed. Raises `sandbox_unavailable`, `sandbox_template` and the like.
 */
export async function openSession(
  deps: AnalystDeps,
  state: Pick<AnalystStateType, "sandboxId" | "datasets" | "cells">,
  settings: RunSettings,
  runtime: AnalystRuntime,
): Promise<Session> {
  const { threadId, caller, template, assistant, signal } = settings;
  const { sandboxId } = state;
  if (sandboxId === undefined) emit(runtime, { type: "sandbox", status: "creating" });
  const { sandbox, status, variablesLost } = await deps.sandboxes.acquire({
    threadId,
    caller,
    sandboxId,
    template,
    setup: assistant.setup?.(),
    signal,
  });
  const empty = status === "created" || status === "replaced";
  if (status !== "replaced") emit(runtime, { type: "sandbox", status, sandboxId: sandbox.id });
  else emit(runtime, { type: "sandbox", status: "recovering", sandboxId: sandbox.id });

  const missing = state.datasets.filter((dataset) => empty || dataset.path === "");
  const synced = await syncDatasets(
    deps.files,
    sandbox,
    missing,
    state.datasets,
    ownerOf(settings),
  );
  const datasets = state.datasets.map(
    (known) => synced.find((d) => d.fileId === known.fileId) ?? known,
  );
  if (status !== "replaced" && variablesLost !== true)
    return { sandbox, status, datasets, lost: [] };

  const lost = await replayLedger(sandbox, state.cells, settings);
  emit(runtime, {
    type: "sandbox",
    status: "replayed",
    sandboxId: sandbox.id,
    note: lost.length > 0 ? lost.join(", ") : undefined,
  });
  return { sandbox, status: "replaced", datasets, lost };
}
