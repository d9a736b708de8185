import { SystemMessage, type BaseMessage } from "@langchain/core/messages";
import type { RunSettings } from "../context.ts";
import type { ChatModelPort, SandboxFacts } from "../deps.ts";
import { afterSummary } from "../history/after-summary.ts";
import { estimateTokens } from "../history/estimate-tokens.ts";
import { fitHistory, type FittedHistory } from "../history/fit-history.ts";
import { messageTokens } from "../history/message-tokens.ts";
import { orderToolReplies } from "../history/order-tool-replies.ts";
import type { Summary } from "../history/summary/summary.ts";
import { assistantBlocks, timeBlock } from "../prompts/assistant.ts";
import { datasetsBlock } from "../prompts/datasets.ts";
import { ledgerBlock } from "../prompts/ledger.ts";
import { summaryBlock } from "../prompts/summary.ts";
import { systemPrompt } from "../prompts/system.ts";
import { currentRun } from "../run-state.ts";
import type { AnalystStateType } from "../state.ts";
import { LEAST_HISTORY_TOKENS, type PromptBudget } from "./prompt-budget.ts";

/** What stands around the summary, and the tokens that this leaves for it and the conversation. */
export interface PromptFrame {
  readonly before: string;
  /** What changes from question to question: at the end, so that a provider's cache holds before it. */
  readonly after: string;
  readonly tokens: number;
  readonly room: number;
}

export interface Prompt {
  readonly messages: BaseMessage[];
  readonly tokens: number;
  readonly fitted: FittedHistory;
  readonly summary: Summary | undefined;
}

const joined = (...blocks: (string | undefined)[]) =>
  blocks.filter((block) => block !== undefined && block !== "").join("\n\n");

/** Standing instructions, the datasets and the ledger of earlier questions, each within its share. */
export function promptFrame(
  state: AnalystStateType,
  model: ChatModelPort,
  settings: RunSettings,
  facts: SandboxFacts,
  budget: PromptBudget,
): PromptFrame {
  const run = currentRun(state);
  const standing = joined(systemPrompt(settings, facts), ...assistantBlocks(settings.assistant));
  const datasets = datasetsBlock(state.datasets, model.profileForm, budget.datasets);
  const earlier = state.cells.slice(0, run.firstCell);
  const after = joined(
    ledgerBlock(earlier, budget.ledger),
    timeBlock(settings.assistant, run.startedAt),
  );
  // Profiles as JSON are for rules, which read them whole and at no price.
  const counted = model.profileForm === "json" ? undefined : datasets;
  const tokens = messageTokens(new SystemMessage(joined(standing, counted, after)));
  const room = Math.max(budget.total - budget.reply - tokens, LEAST_HISTORY_TOKENS);
  return { before: joined(standing, datasets), after, tokens, room };
}

/**
 * What the model is sent: the frame, the summary of the oldest questions, and as much of the rest as
 * fits, with every tool call followed by its reply.
 */
export function buildPrompt(
  frame: PromptFrame,
  state: Pick<AnalystStateType, "messages" | "summary">,
  extra: readonly BaseMessage[],
): Prompt {
  const { summary, messages } = afterSummary(state.messages, state.summary);
  const notes = summaryBlock(summary);
  const spent = notes === undefined ? 0 : estimateTokens(`${notes}\n\n`);
  const history = orderToolReplies([...messages, ...extra]);
  const maxTokens = Math.max(frame.room - spent, LEAST_HISTORY_TOKENS);
  const fitted = fitHistory(history, { maxTokens });
  const system = new SystemMessage(joined(frame.before, notes, frame.after));
  return {
    messages: [system, ...fitted.messages],
    tokens: frame.tokens + spent + fitted.tokens,
    fitted,
    summary,
  };
}
