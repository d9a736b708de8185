import { ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { answeredCalls, type HistoryCall } from "./tool-calls.ts";

/** The reply to a call that was never carried out. Closing it twice gives the same message. */
export function closingReply(
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
 * A reply for every call of the history that has none, to be appended to it: after a cancel, a kill, a
 * provider's error. Where later messages stand between, `orderToolReplies` brings them to their place.
 */
export function closeOpenToolCalls(
  messages: readonly BaseMessage[],
  content: string,
): ToolMessage[] {
  const closing: ToolMessage[] = [];
  for (const [asked, calls] of answeredCalls(messages)) {
    for (const [index, { call, reply }] of calls.entries()) {
      if (reply === undefined) closing.push(closingReply(asked, call, index, content));
    }
  }
  return closing;
}
