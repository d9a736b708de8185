import type { BaseMessage } from "@langchain/core/messages";
import type { Summary } from "./summary/summary.ts";

export interface Conversation {
  /** What stands for the oldest questions; undefined when nothing does. */
  readonly summary: Summary | undefined;
  /** The messages that it does not cover. */
  readonly messages: readonly BaseMessage[];
}

/**
 * A conversation as its summary and the rest. A summary that ends at a question which is not there
 * any more belongs to another conversation, and counts for nothing.
 */
export function afterSummary(
  messages: readonly BaseMessage[],
  summary: Summary | undefined,
): Conversation {
  const from = summary === undefined ? -1 : messages.findIndex(({ id }) => id === summary.until);
  return from < 0 ? { summary: undefined, messages } : { summary, messages: messages.slice(from) };
}
