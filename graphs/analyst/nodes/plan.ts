import { randomUUID } from "node:crypto";
import { AIMessage, type AIMessageChunk } from "@langchain/core/messages";
import { toolDeclarations } from "../../../tools/tool-table.ts";
import { readSettings, type AnalystRuntime, type RunSettings } from "../context.ts";
import type { AnalystDeps } from "../deps.ts";
import { emit } from "../emit.ts";
import { openSteps, planBesideCall } from "../judgement/visible-plan.ts";
import { askModel } from "../model-turn/ask-model.ts";
import { pendingCalls } from "../model-turn/pending-calls.ts";
import { concludeNotice, sendBackNotice } from "../prompts/notices.ts";
import { notice } from "../question.ts";
import { judgeReply } from "../routes.ts";
import { currentRun, endedBy, runCells, stepsDone, usageOf } from "../run-state.ts";
import type { AnalystStateType, AnalystUpdate, PendingCall, RunState } from "../state.ts";

type Limit = "step_limit" | "time_limit";

/** Other tools are cheap, yet a model that calls nothing else must end too. */
const TOOL_CALLS_PER_CELL = 2;

function limitReached(
  state: AnalystStateType,
  settings: RunSettings,
  now: number,
): Limit | undefined {
  const run = currentRun(state);
  if (settings.timeLimitMs > 0 && now - run.startedAt >= settings.timeLimitMs) return "time_limit";
  const spent =
    runCells(state).length >= settings.maxCells ||
    run.toolCalls >= settings.maxCells * TOOL_CALLS_PER_CELL;
  return spent ? "step_limit" : undefined;
}

/** The reply as the history keeps it: plain text, and every call with an id that can be answered. */
function historyMessage(reply: AIMessageChunk, calls: PendingCall[]): AIMessage {
  return new AIMessage({
    id: reply.id ?? randomUUID(),
    content: reply.text,
    tool_calls: calls.map(({ id, name, args }) => ({
      type: "tool_call",
      id,
      name,
      args: args ?? {},
    })),
  });
}

/** A text without a call: the end, or sent back. */
function endOrSendBack(state: AnalystStateType, run: RunState, text: string) {
  const verdict = judgeReply(text, run, state.steps, state.cells);
  if (verdict.kind === "end") {
    return { messages: [], answer: text, run: { ...run, stopReason: verdict.stopReason } };
  }
  const open = openSteps(state.steps, stepsDone(runCells(state)));
  const words = sendBackNotice[verdict.why](open.join(", "))[run.language];
  return {
    messages: [notice(randomUUID(), words)],
    run: { ...run, sentBack: [...run.sentBack, verdict.why] },
  };
}

/**
 * The model's turn: shows it the datasets and the ledger, takes its reply and says what that means.
 * Calls of the last reply that have not run yet go first, without a model call. At a limit it asks
 * for the conclusion and hands out no tools.
 */
export function makePlanNode(deps: AnalystDeps) {
  return async (state: AnalystStateType, runtime: AnalystRuntime): Promise<AnalystUpdate> => {
    if (state.pending.length > 0 || state.run?.stopReason !== undefined) return {};
    const settings = readSettings(runtime, deps);
    const { assistant } = settings;
    const started = currentRun(state);
    try {
      const model = await deps.models.get(settings.model, assistant.modelParameters);
      const limit = limitReached(state, settings, deps.clock.now());
      const asked =
        limit === undefined ? [] : [notice(randomUUID(), concludeNotice[limit][started.language])];
      const { chunk, error, run, prompt, kept } = await askModel(state, model, settings, deps, {
        asked,
        tools: limit === undefined ? toolDeclarations(assistant.executionMode) : [],
        signal: settings.signal,
        purpose: limit === undefined ? "plan" : "conclude",
        onText: (text) => emit(runtime, { type: "text.delta", text }),
      });
      emit(runtime, { type: "usage", usage: usageOf(run, runCells(state).length), prompt });
      if (error !== undefined) {
        const said = chunk.text === "" ? [] : [historyMessage(chunk, [])];
        const messages = [...asked, ...said];
        return { ...kept, messages, answer: chunk.text, run: endedBy(run, error) };
      }
      if (limit !== undefined) {
        const messages = [...asked, historyMessage(chunk, [])];
        return { ...kept, messages, answer: chunk.text, run: { ...run, stopReason: limit } };
      }
      const { executionMode } = assistant;
      const pending = pendingCalls(chunk, state.messages, started.language, executionMode);
      const message = historyMessage(chunk, pending);
      if (pending.length === 0) {
        const outcome = endOrSendBack(state, run, chunk.text);
        return { ...kept, ...outcome, messages: [message, ...outcome.messages] };
      }
      const shown = state.steps.length === 0 ? planBesideCall(chunk.text) : [];
      if (shown.length > 0) emit(runtime, { type: "plan", steps: shown });
      return {
        ...kept,
        messages: [message],
        pending,
        run,
        ...(shown.length > 0 ? { steps: shown } : {}),
      };
    } catch (error) {
      return { run: endedBy(started, error) };
    }
  };
}
