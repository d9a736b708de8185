import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";

/**
 * Says, in OpenAI's words, what is torn in a history: a tool call that is not answered directly
 * after the message that made it, or a tool message that answers none. Undefined when all is well.
 */
export function findTornToolCall(messages: readonly BaseMessage[]): string | undefined {
  let open = new Set<string>();
  for (const message of messages) {
    if (ToolMessage.isInstance(message)) {
      if (!open.delete(message.tool_call_id)) {
        return "messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
      }
      continue;
    }
    if (open.size > 0) return unanswered(open);
    if (AIMessage.isInstance(message)) open = callIds(message);
  }
  return open.size > 0 ? unanswered(open) : undefined;
}

function unanswered(ids: ReadonlySet<string>): string {
  return (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each " +
    `'tool_call_id'. The following tool_call_ids did not have response messages: ${[...ids].join(", ")}`
  );
}

/**
 * The calls as ChatOpenAI puts them on the wire: the well-formed ones when there are any (a malformed
 * sibling is then left out, and a reply to it refused), else the raw ones.
 */
function callIds(message: AIMessage): Set<string> {
  const raw = message.additional_kwargs.tool_calls ?? [];
  const calls = message.tool_calls?.length ? message.tool_calls : raw;
  return new Set(calls.map((call) => call.id ?? "(no id)"));
}
