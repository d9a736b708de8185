import { randomUUID } from "node:crypto";
import { ToolMessage } from "@langchain/core/messages";
import type { Language } from "../../tools/words.ts";
import { closedCall } from "./prompts/notices.ts";
import type { AnalystStateType, PendingCall } from "./state.ts";

export function toolReply(call: PendingCall, content: string, failed = false): ToolMessage {
  return new ToolMessage({
    id: randomUUID(),
    tool_call_id: call.id,
    name: call.name,
    content,
    status: failed ? "error" : "success",
  });
}

/**
 * Replies to all calls that are still open, so that the history is one a provider accepts. The
 * first one gets the observation that there is of it.
 */
export function closePending(
  state: Pick<AnalystStateType, "pending" | "observation">,
  language: Language,
  why: keyof typeof closedCall,
): { messages: ToolMessage[]; pending: PendingCall[]; observation: string } {
  const messages = state.pending.map((call, index) =>
    toolReply(call, (index === 0 && state.observation) || closedCall[why][language], true),
  );
  return { messages, pending: [], observation: "" };
}
