import type { AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import type { AnalystError } from "../../../tools/errors.ts";
import type { RunSettings } from "../context.ts";
import type { AnalystDeps, ChatModelPort, ModelCall } from "../deps.ts";
import type { PromptFacts } from "../events.ts";
import { currentRun } from "../run-state.ts";
import type { AnalystStateType, AnalystUpdate, RunState } from "../state.ts";
import { buildPrompt, promptFrame } from "./build-prompt.ts";
import { collectReply } from "./collect-reply.ts";
import { shareBudget } from "./prompt-budget.ts";
import { squeezeAfter, squeezedTokens } from "./squeeze.ts";
import { summariseStretch } from "./summarise.ts";

export interface ModelRequest extends Omit<ModelCall, "messages"> {
  /** Words of ours after the conversation. */
  readonly asked: readonly BaseMessage[];
  readonly onText: (text: string) => void;
}

export interface ModelAnswer {
  readonly chunk: AIMessageChunk;
  /** Set when the provider failed; `chunk` then holds what had come until then. */
  readonly error?: AnalystError;
  readonly prompt: PromptFacts;
  /** The run with what the calls cost. */
  readonly run: RunState;
  /** What the thread remembers of it, whatever becomes of the reply. */
  readonly kept: Pick<AnalystUpdate, "summary" | "squeeze">;
}

function countUsage(run: RunState, reply: AIMessageChunk): RunState {
  return {
    ...run,
    modelCalls: run.modelCalls + 1,
    inputTokens: run.inputTokens + (reply.usage_metadata?.input_tokens ?? 0),
    outputTokens: run.outputTokens + (reply.usage_metadata?.output_tokens ?? 0),
  };
}

/** One try within `tokens`: sums up what has become too much, then asks. */
async function tryWithin(
  tokens: number,
  state: AnalystStateType,
  model: ChatModelPort,
  settings: RunSettings,
  deps: AnalystDeps,
  request: ModelRequest,
): Promise<ModelAnswer> {
  const budget = shareBudget(tokens);
  const frame = promptFrame(state, model, settings, deps.sandboxFacts, budget);
  const made = await summariseStretch(state, frame.room, budget, model, settings);
  const summary = made?.summary ?? state.summary;
  const prompt = buildPrompt(frame, { messages: state.messages, summary }, request.asked);
  const { chunk, error } = await collectReply(
    model,
    { ...request, messages: prompt.messages },
    request.onText,
  );
  const { fitted } = prompt;
  const before =
    made?.reply === undefined ? currentRun(state) : countUsage(currentRun(state), made.reply);
  return {
    chunk,
    error,
    run: countUsage(before, chunk),
    kept: made === undefined ? {} : { summary: made.summary },
    prompt: {
      tokens: prompt.tokens,
      budget: tokens,
      summarisedTurns: prompt.summary?.turns ?? 0,
      leftOutTurns: fitted.leftOutTurns,
      shortened: fitted.shortened,
      newSummary: made?.summary.by,
      wasTooLong: tokens < model.contextTokens,
    },
  };
}

/**
 * Asks the model within the thread's budget. A prompt that the provider refuses as too long is made
 * smaller and sent once more; the thread then keeps to the smaller budget for some questions.
 */
export async function askModel(
  state: AnalystStateType,
  model: ChatModelPort,
  settings: RunSettings,
  deps: AnalystDeps,
  request: ModelRequest,
): Promise<ModelAnswer> {
  const { turn } = currentRun(state);
  const full = model.contextTokens;
  const tokens = squeezedTokens(full, state.squeeze, turn);
  const first = await tryWithin(tokens, state, model, settings, deps, request);
  if (first.error?.code !== "model_context_overflow" || first.chunk.text !== "") return first;
  const squeeze = squeezeAfter(first.prompt.tokens, full, state.squeeze, turn);
  if (squeeze === undefined) return first;
  const smaller = { ...state, ...first.kept, run: first.run } as AnalystStateType;
  const second = await tryWithin(squeeze.tokens, smaller, model, settings, deps, request);
  const hasFailedToo = second.error?.code === "model_context_overflow";
  const next = hasFailedToo
    ? (squeezeAfter(second.prompt.tokens, full, squeeze, turn) ?? squeeze)
    : squeeze;
  return { ...second, kept: { ...first.kept, ...second.kept, squeeze: next } };
}
