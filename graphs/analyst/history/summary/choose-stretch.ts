import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { Language } from "../../../../tools/words.ts";
import { messageTokens } from "../message-tokens.ts";
import { compactMessage, shortenCalls } from "../shrink.ts";
import { turnsOf } from "../turns.ts";

/** Old questions may take this share of the room until some of them are summed up … */
const HIGH = 0.5;
/** … and what is left whole then takes no more than this, so that the next time is far. */
const LOW = 0.25;

const costs = new WeakMap<BaseMessage, number>();

/** What a message of an old question costs when its work is shortened: what it can give for nothing does not count. */
function oldCost(message: BaseMessage, language: Language): number {
  const known = costs.get(message);
  if (known !== undefined) return known;
  const short = ToolMessage.isInstance(message)
    ? compactMessage(message, language)
    : AIMessage.isInstance(message) && (message.tool_calls ?? []).length > 0
      ? shortenCalls(message, language)
      : message;
  const cost = Math.min(messageTokens(short), messageTokens(message));
  costs.set(message, cost);
  return cost;
}

export interface Stretch {
  /** The oldest turns, each with its messages. */
  readonly turns: readonly (readonly BaseMessage[])[];
  /** Tokens of them when their work is shortened. */
  readonly tokens: number;
  /** Id of the question after them. */
  readonly until: string;
}

/**
 * The oldest turns to be summed up now, when all before the newest question take too much of `room`
 * (tokens); undefined when there is nothing to do. `messages` begin with the first turn that is not
 * summed up yet.
 */
export function chooseStretch(
  messages: readonly BaseMessage[],
  room: number,
  language: Language,
): Stretch | undefined {
  const turns = turnsOf(messages.map((message) => ({ message })));
  const old = turns.slice(0, -1).map((turn) => ({
    messages: turn.map(({ message }) => message),
    tokens: turn.reduce((sum, { message }) => sum + oldCost(message, language), 0),
  }));
  let left = old.reduce((sum, { tokens }) => sum + tokens, 0);
  if (left <= room * HIGH) return undefined;
  const all = left;
  let count = 0;
  while (left > room * LOW && count < old.length) left -= old[count++]?.tokens ?? 0;
  const until = turns[count]?.[0]?.message.id;
  if (until === undefined || until === "") return undefined;
  return {
    turns: old.slice(0, count).map((turn) => turn.messages),
    tokens: all - left,
    until,
  };
}
