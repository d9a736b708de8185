import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";

/** A call of the history as its reply refers to it. */
export interface HistoryCall {
  readonly id: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/**
 * All calls of a message in their order, the malformed ones with empty arguments. A call without an
 * id gets one that stays the same.
 */
export function callsOf(message: BaseMessage): HistoryCall[] {
  if (!AIMessage.isInstance(message)) return [];
  const calls = [...(message.tool_calls ?? []), ...(message.invalid_tool_calls ?? [])];
  return calls.map(({ id, name, args }, index) => ({
    id: id === undefined || id === "" ? `${message.id ?? "call"}-${index}` : id,
    name: name ?? "unknown",
    args: typeof args === "object" && args !== null ? args : {},
  }));
}

/** A message with the same text and other calls; what a provider added to the original goes. */
export function withCalls(message: BaseMessage, calls: readonly HistoryCall[]): AIMessage {
  return new AIMessage({
    id: message.id,
    name: message.name,
    content: message.content,
    tool_calls: calls.map((call) => ({ ...call, type: "tool_call" as const })),
  });
}

export interface AnsweredCall {
  readonly call: HistoryCall;
  readonly reply?: ToolMessage;
}

/**
 * The calls of each message that makes some, with their replies wherever these stand after it. A reply
 * goes to the newest unanswered call before it that has its id; a second one is left over.
 */
export function answeredCalls(messages: readonly BaseMessage[]): Map<BaseMessage, AnsweredCall[]> {
  const calls = new Map<BaseMessage, AnsweredCall[]>();
  const open = new Map<string, { list: AnsweredCall[]; index: number }[]>();
  for (const message of messages) {
    if (ToolMessage.isInstance(message)) {
      const place = open.get(message.tool_call_id)?.pop();
      const answered = place?.list[place.index];
      if (place !== undefined && answered !== undefined) {
        place.list[place.index] = { ...answered, reply: message };
      }
      continue;
    }
    const list: AnsweredCall[] = callsOf(message).map((call) => ({ call }));
    if (list.length > 0) calls.set(message, list);
    for (const [index, { call }] of list.entries()) {
      const places = open.get(call.id) ?? [];
      places.push({ list, index });
      open.set(call.id, places);
    }
  }
  return calls;
}
