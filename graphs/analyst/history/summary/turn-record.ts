import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { Cell } from "../../cell.ts";
import { callsOf, type HistoryCall } from "../tool-calls.ts";

/** One question of a conversation and what came of it. */
export interface TurnRecord {
  /** From 1, over the whole thread. */
  readonly number: number;
  readonly question: string;
  /** The last text that the model wrote; empty when there is none. */
  readonly answer: string;
  readonly steps: readonly { readonly call: HistoryCall; readonly reply?: ToolMessage }[];
  /** The cells that the calls ran. */
  readonly cells: readonly Cell[];
}

/** Reads a turn's messages; `cells` is the ledger by the id of the call that made each. */
export function readTurn(
  messages: readonly BaseMessage[],
  number: number,
  cells: ReadonlyMap<string, Cell>,
): TurnRecord {
  const [first] = messages;
  const replies = new Map(
    messages
      .filter((message) => ToolMessage.isInstance(message))
      .map((message) => [message.tool_call_id, message]),
  );
  const steps = messages.flatMap(callsOf).map((call) => ({ call, reply: replies.get(call.id) }));
  const answer = messages.findLast(
    (message) => AIMessage.isInstance(message) && (message.tool_calls ?? []).length === 0,
  );
  return {
    number,
    question: first?.getType() === "human" ? first.text : "",
    answer: answer?.text ?? "",
    steps,
    cells: steps.flatMap(({ call }) => cells.get(call.id) ?? []),
  };
}
