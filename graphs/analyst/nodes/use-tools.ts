import { renderObservation } from "../../../tools/observation.ts";
import { runTool } from "../../../tools/tool-table.ts";
import { readSettings, type AnalystRuntime } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { currentRun, endedBy } from "../run-state.ts";
import { inSession, liveSession, placeOf, type Session } from "../session/open-session.ts";
import { tellRestored } from "../session/tell-restored.ts";
import type { AnalystStateType, AnalystUpdate } from "../state.ts";
import { closePending, toolReply } from "../tool-replies.ts";

/** Runs the next call that is not code: a file tool, or the answer to a call that cannot run. */
export function makeUseToolsNode(deps: AnalystDeps) {
  return async (state: AnalystStateType, runtime: AnalystRuntime): Promise<AnalystUpdate> => {
    const settings = readSettings(runtime, deps);
    const [call, ...pending] = state.pending;
    if (call === undefined) throw new Error("no call to run");
    const before = currentRun(state);
    const run = { ...before, toolCalls: before.toolCalls + 1 };
    const { args } = call;
    if (args === undefined) {
      const failuresInRow = run.failuresInRow + 1;
      const isEnd = failuresInRow > settings.maxRepairs;
      const answered = toolReply(call, call.fault ?? "", true);
      const counted = { ...run, failuresInRow };
      if (!isEnd) return { run: counted, pending, messages: [answered] };
      const closed = closePending({ pending, observation: "" }, run.language, "failed_before");
      const messages = [answered, ...closed.messages];
      return { run: { ...counted, stopReason: "repairs_exhausted" }, ...closed, messages };
    }
    try {
      const cellId = state.cells.at(-1)?.id ?? "c0";
      const use = async (session: Session) => {
        const observation = await runTool(call.name, args, {
          ...settings,
          sandbox: session.sandbox,
          store: deps.files,
          cellId,
          watchFiles: false,
          on: {
            artifact: (artifact) =>
              emit(runtime, { type: "artifact", artifact: { ...artifact, cellId } }),
          },
        });
        return { session, observation };
      };
      const held = liveSession(deps, state, settings);
      const done = await inSession(deps, state, settings, runtime, use, held);
      const { session, observation } = done;
      const told = tellRestored(session, run, cellId, runtime);
      const made = observation.artifacts.map((artifact) => ({ ...artifact, cellId }));
      const rendered = renderObservation(observation, { language: run.language });
      const text = [told.words, rendered].filter(Boolean).join("\n");
      return {
        run: told.run,
        pending,
        ...placeOf(session, state),
        ...(made.length > 0 ? { artifacts: [...state.artifacts, ...made] } : {}),
        messages: [toolReply(call, text, !observation.success)],
      };
    } catch (error) {
      const ended = endedBy(run, error);
      const why = ended.stopReason === "cancelled" ? "cancelled" : "interrupted";
      return { run: ended, ...closePending(state, run.language, why) };
    }
  };
}
