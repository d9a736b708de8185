import { AnalystError } from "../../../tools/errors.ts";
import { ExecuteCodeArgs, executeCode } from "../../../tools/execute-code.ts";
import { renderObservation } from "../../../tools/observation.ts";
import type { CellResult, Sandbox } from "../../../tools/ports/sandbox.ts";
import type { Cell } from "../cell.ts";
import { joinBlocks } from "../cell-blocks.ts";
import { cellOf, lostCell, type CellStart } from "../cell-record.ts";
import { readSettings, type AnalystRuntime, type RunSettings } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { mayWriteFiles } from "../judgement/may-write-files.ts";
import { modulesOfLibrary } from "../stderr/package-names.ts";
import { currentRun, endedBy } from "../run-state.ts";
import { continueSession, placeOf } from "../session/open-session.ts";
import { tellRestored } from "../session/tell-restored.ts";
import type { AnalystStateType, AnalystUpdate } from "../state.ts";
import { closePending } from "../tool-replies.ts";

/** The record of the call about to run; a cell that runs again, for no fault of its own, keeps its id. */
function startOf(state: AnalystStateType): { start: CellStart; args: ExecuteCodeArgs } {
  const call = state.pending[0];
  if (call === undefined) throw new Error("no call to execute");
  const args = ExecuteCodeArgs.parse(call.args);
  const last = state.cells.at(-1);
  const again = state.decision === "recover" || state.decision === "install" ? last : undefined;
  const id = again?.id ?? `c${state.cells.length + 1}`;
  const code = joinBlocks(typeof args.code === "string" ? [args.code] : args.code);
  const start = {
    id,
    toolCallId: call.id,
    title: args.title.slice(0, 200),
    step: args.step,
    ...(again?.installed === undefined ? {} : { installed: again.installed }),
    ...code,
  };
  return { start, args };
}

/** Of one result in an event; the whole of a long one is an artifact. */
const SHOWN_CHARS = 100_000;

function shownFormats(result: CellResult): string[] {
  const kinds = ["text", "html", "markdown", "latex", "json", "data", "chart"] as const;
  return [
    ...kinds.filter((kind) => result[kind] !== undefined),
    ...result.images.map((image) => image.mime),
  ];
}

function run(
  deps: AnalystDeps,
  sandbox: Sandbox,
  { start, args }: ReturnType<typeof startOf>,
  ledger: readonly Cell[],
  settings: RunSettings,
  runtime: AnalystRuntime,
) {
  const { id: cellId } = start;
  const { threadId, caller, cellTimeoutMs, codePolicy, signal } = settings;
  const { allowedLibraries: names } = settings.assistant;
  return executeCode(args, {
    sandbox,
    store: deps.files,
    threadId,
    caller,
    cellId,
    cellTimeoutMs,
    codePolicy,
    ...(names.length > 0
      ? { allowedLibraries: { names, modules: names.flatMap(modulesOfLibrary) } }
      : {}),
    signal,
    watchFiles: mayWriteFiles([...ledger, start]),
    on: {
      stdout: (text) => emit(runtime, { type: "cell.stdout", cellId, text }),
      stderr: (text) => emit(runtime, { type: "cell.stderr", cellId, text }),
      result: (result) => {
        const { isMain, text, html } = result;
        emit(runtime, {
          type: "cell.result",
          cellId,
          isMain,
          text: text?.slice(0, SHOWN_CHARS),
          html: html?.slice(0, SHOWN_CHARS),
          formats: shownFormats(result),
        });
      },
      artifact: (artifact) =>
        emit(runtime, { type: "artifact", artifact: { ...artifact, cellId } }),
    },
  });
}

/** Runs one cell, streams what it prints, stores what it shows, and appends it to the ledger. */
export function makeExecuteCodeNode(deps: AnalystDeps) {
  return async (state: AnalystStateType, runtime: AnalystRuntime): Promise<AnalystUpdate> => {
    const settings = readSettings(runtime, deps);
    const before = currentRun(state);
    const { language } = before;
    const call = startOf(state);
    const { start } = call;
    const { id: cellId, title, code, step } = start;
    try {
      const session = await continueSession(deps, state, settings, runtime);
      const { cells: earlier = [], ...place } = placeOf(session, state);
      const told = tellRestored(session, before, cellId, runtime);
      const isTold = told.run === before ? {} : { run: told.run };
      emit(runtime, { type: "cell.started", cellId, title, code, step });
      const startedAt = deps.clock.now();
      try {
        const observation = await run(deps, session.sandbox, call, state.cells, settings, runtime);
        const cell = cellOf(start, observation, language);
        const rendered = renderObservation(observation, { language });
        return {
          ...place,
          ...isTold,
          cells: [...earlier, cell],
          observation: [state.observation, told.words, rendered].filter(Boolean).join("\n"),
          ...(cell.artifacts.length > 0
            ? { artifacts: [...state.artifacts, ...cell.artifacts] }
            : {}),
        };
      } catch (error) {
        if (!AnalystError.isInstance(error) || error.code !== "sandbox_lost") throw error;
        deps.sandboxes.forget(settings.threadId);
        const lost = lostCell(start, error.say(language), deps.clock.now() - startedAt);
        return { ...place, ...isTold, cells: [...earlier, lost] };
      }
    } catch (error) {
      const ended = endedBy(before, error);
      const why = ended.stopReason === "cancelled" ? "cancelled" : "interrupted";
      return { run: ended, decision: "respond", ...closePending(state, language, why) };
    }
  };
}
