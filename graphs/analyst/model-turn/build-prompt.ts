import { SystemMessage, type BaseMessage } from "@langchain/core/messages";
import type { RunSettings } from "../context.ts";
import type { ChatModelPort, SandboxFacts } from "../deps.ts";
import { fitHistory } from "../history/fit-history.ts";
import { estimateTokens } from "../history/estimate-tokens.ts";
import { orderToolReplies } from "../history/order-tool-replies.ts";
import { datasetsBlock } from "../prompts/datasets.ts";
import { ledgerBlock } from "../prompts/ledger.ts";
import { systemPrompt } from "../prompts/system.ts";
import { currentRun } from "../run-state.ts";
import type { AnalystStateType } from "../state.ts";

/** Kept free for the reply and the tool declarations. */
const RESERVED_TOKENS = 12_000;
/** What a model with very little room is sent all the same: less is no conversation. */
const LEAST_HISTORY_TOKENS = 2_000;

/**
 * What the model is sent: standing instructions, the datasets, the ledger of earlier questions, and
 * as much of the conversation as fits, with every tool call followed by its reply.
 */
export function buildPrompt(
  state: AnalystStateType,
  extra: readonly BaseMessage[],
  model: ChatModelPort,
  settings: RunSettings,
  facts: SandboxFacts,
): BaseMessage[] {
  const system = [
    systemPrompt(settings, facts),
    datasetsBlock(state.datasets, model.profileForm),
    ledgerBlock(state.cells.slice(0, currentRun(state).firstCell)),
  ]
    .filter((block) => block !== undefined)
    .join("\n\n");
  const room = model.contextTokens - RESERVED_TOKENS - estimateTokens(system);
  const maxTokens = Math.max(room, LEAST_HISTORY_TOKENS);
  const history = orderToolReplies([...state.messages, ...extra]);
  return [new SystemMessage(system), ...fitHistory(history, { maxTokens })];
}
