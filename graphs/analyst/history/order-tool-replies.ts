import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { closedCall } from "../prompts/notices.ts";
import { languageOf } from "./turns.ts";
import { answeredCalls, withCalls, type HistoryCall } from "./tool-calls.ts";

/** Calls that a provider would leave out or refuse: malformed ones, and ones without an id. */
function isRegular(message: BaseMessage): boolean {
  if (!AIMessage.isInstance(message)) return true;
  const isMalformed = (message.invalid_tool_calls ?? []).length > 0;
  return (
    !isMalformed && (message.tool_calls ?? []).every(({ id }) => id !== undefined && id !== "")
  );
}

/** The reply to a call that was never carried out. */
function closingReply(
  asked: BaseMessage,
  call: HistoryCall,
  index: number,
  content: string,
): ToolMessage {
  return new ToolMessage({
    id: `${asked.id ?? "message"}-closed-${index}`,
    tool_call_id: call.id,
    name: call.name,
    content,
    status: "error",
  });
}

/**
 * The history as providers accept it: every message that calls tools is followed directly by the
 * replies, in the order of its calls; a call that nobody answered gets a reply that says so; replies
 * that belong to no call are left out. The history itself stays as it is.
 */
export function orderToolReplies(messages: readonly BaseMessage[]): BaseMessage[] {
  const calls = answeredCalls(messages);
  const unanswered = closedCall.interrupted[languageOf(messages)];
  const ordered: BaseMessage[] = [];
  for (const message of messages) {
    if (ToolMessage.isInstance(message)) continue;
    const made = calls.get(message) ?? [];
    ordered.push(
      isRegular(message)
        ? message
        : withCalls(
            message,
            made.map(({ call }) => call),
          ),
    );
    for (const [index, { call, reply }] of made.entries()) {
      ordered.push(reply ?? closingReply(message, call, index, unanswered));
    }
  }
  return ordered;
}
