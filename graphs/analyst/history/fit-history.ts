import { AIMessage, SystemMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { Language } from "../../../tools/words.ts";
import { messageTokens } from "./message-tokens.ts";
import { compactMessage, cutMiddle, sayWhatIsGone, shortenCalls, shortenOutput } from "./shrink.ts";
import { languageOf, turnsOf } from "./turns.ts";

/** Of the newest question, so many last outputs stay whole as long as possible. */
const FRESH_OUTPUTS = 2;
/** No text is cut below this, in tokens: less says nothing. */
const SMALLEST_CUT = 150;
const NOTE_TOKENS = 40;
/** A cut goes by characters and the budget by tokens, so that one round can fall short. */
const CUT_ROUNDS = 3;

/** A conversation as it is sent, and what that took. */
export interface FittedHistory {
  readonly messages: BaseMessage[];
  /** By estimate. */
  readonly tokens: number;
  /** Messages of which a part is left out. */
  readonly shortened: number;
  /** Questions that are not there any more. */
  readonly leftOutTurns: number;
}

interface Entry {
  message: BaseMessage;
  tokens: number;
  readonly whole: BaseMessage;
}

function tokensOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** The messages on their way to fit, and what they cost together. */
class Budget {
  turns: Entry[][];
  total = 0;
  leftOutTurns = 0;
  readonly #max: number;
  readonly language: Language;

  constructor(messages: readonly BaseMessage[], max: number) {
    const entries = messages.map((message) => ({
      message,
      whole: message,
      tokens: messageTokens(message),
    }));
    this.turns = turnsOf(entries);
    this.total = tokensOf(entries);
    this.#max = max;
    this.language = languageOf(messages);
  }

  get fits(): boolean {
    return this.total <= this.#max;
  }

  get over(): number {
    return this.total - this.#max;
  }

  /** Also for what becomes longer. */
  put(entry: Entry, message: BaseMessage): void {
    const tokens = messageTokens(message);
    this.total += tokens - entry.tokens;
    entry.message = message;
    entry.tokens = tokens;
  }

  /** Changes entries one by one, oldest first, until everything fits. */
  shrink(
    entries: readonly Entry[],
    change: (message: BaseMessage, whole: BaseMessage) => BaseMessage,
  ): void {
    for (const entry of entries) {
      if (this.fits) return;
      const changed = change(entry.message, entry.whole);
      if (changed !== entry.message && messageTokens(changed) < entry.tokens) {
        this.put(entry, changed);
      }
    }
  }
}

function isCalling(message: BaseMessage): message is AIMessage {
  return AIMessage.isInstance(message) && (message.tool_calls ?? []).length > 0;
}

/** Tool outputs lose their middle, then the code of the calls all but its head, then outputs become one line. */
function shrinkWork(budget: Budget, entries: readonly Entry[]): void {
  const { language } = budget;
  const outputs = (change: typeof shortenOutput) =>
    budget.shrink(entries, (message, whole) =>
      ToolMessage.isInstance(whole) ? change(whole, language) : message,
    );
  outputs(compactMessage);
  budget.shrink(entries, (message) =>
    isCalling(message) ? shortenCalls(message, language) : message,
  );
  outputs(shortenOutput);
}

/** Old questions keep their text and their answer, nothing of the work between. */
function dropWork(budget: Budget): void {
  budget.turns = budget.turns.map((turn, index) => {
    if (budget.fits || index === budget.turns.length - 1) return turn;
    const question = turn.slice(0, 1).filter(({ message }) => message.getType() === "human");
    const answer = turn.findLast(
      ({ message }) => AIMessage.isInstance(message) && !isCalling(message),
    );
    const kept = answer === undefined ? question : [...question, answer];
    budget.total += tokensOf(kept) - tokensOf(turn);
    return kept;
  });
}

/** The oldest questions go altogether; the first one left says so. */
function dropTurns(budget: Budget): void {
  let dropped = 0;
  const last = budget.turns.length - 1;
  while (dropped < last && budget.over + NOTE_TOKENS > 0) {
    budget.total -= tokensOf(budget.turns[dropped] ?? []);
    dropped++;
  }
  if (dropped === 0) return;
  budget.turns = budget.turns.slice(dropped);
  budget.leftOutTurns = dropped;
  const first = budget.turns[0]?.[0];
  if (first === undefined) return;
  budget.put(first, sayWhatIsGone(first.message, dropped, "earlier", budget.language));
}

/** The largest texts of what is left lose their middle. */
function cutLargest(budget: Budget): void {
  const entries = budget.turns.flat().toSorted((a, b) => b.tokens - a.tokens);
  budget.shrink(entries, (message) => {
    const tokens = messageTokens(message);
    const wanted = Math.max(SMALLEST_CUT, tokens - budget.over - NOTE_TOKENS);
    const limit = Math.floor((message.text.length * wanted) / tokens);
    return cutMiddle(message, limit, budget.language);
  });
}

/** The last resort: the first steps of the newest question go, each call with its replies; the question says so. */
function dropSteps(budget: Budget): void {
  const [question, ...work] = budget.turns.at(-1) ?? [];
  if (question === undefined) return;
  const starts = work.flatMap(({ message }, at) => (ToolMessage.isInstance(message) ? [] : [at]));
  let from = 0;
  let dropped = 0;
  for (const next of starts.slice(1)) {
    if (budget.over + NOTE_TOKENS <= 0) break;
    budget.total -= tokensOf(work.slice(from, next));
    from = next;
    dropped++;
  }
  if (dropped === 0) return;
  budget.turns = [...budget.turns.slice(0, -1), [question, ...work.slice(from)]];
  budget.put(question, sayWhatIsGone(question.message, dropped, "steps", budget.language));
}

function shrinkNewest(budget: Budget): void {
  const newest = budget.turns.at(-1) ?? [];
  const outputs = newest.filter(({ message }) => ToolMessage.isInstance(message));
  const fresh = new Set(outputs.slice(-FRESH_OUTPUTS));
  shrinkWork(
    budget,
    newest.filter((entry) => !fresh.has(entry)),
  );
  for (let round = 0; round < CUT_ROUNDS && !budget.fits; round++) cutLargest(budget);
  if (!budget.fits) dropSteps(budget);
}

/**
 * As much of a conversation as fits into `maxTokens`, by estimate. Old tool outputs lose their
 * middle first, then old code all but its head, then old outputs become one line each, then old
 * work goes, then old questions; the newest question stays whole as long as anything else can give
 * way. Leading instructions stay, calls keep their replies, what stays keeps its form. Expects an
 * ordered history, as `orderToolReplies` makes it.
 */
export function fitHistory(
  messages: readonly BaseMessage[],
  { maxTokens }: { maxTokens: number },
): FittedHistory {
  const from = messages.findIndex((message) => !SystemMessage.isInstance(message));
  const first = from < 0 ? messages.length : from;
  const instructions = messages.slice(0, first);
  const spent = instructions.reduce((sum, message) => sum + messageTokens(message), 0);
  const budget = new Budget(messages.slice(first), maxTokens - spent);
  shrinkWork(budget, budget.turns.slice(0, -1).flat());
  if (!budget.fits) dropWork(budget);
  if (!budget.fits) dropTurns(budget);
  if (!budget.fits) shrinkNewest(budget);
  const entries = budget.turns.flat();
  return {
    messages: [...instructions, ...entries.map(({ message }) => message)],
    tokens: spent + budget.total,
    shortened: entries.filter(({ message, whole }) => message !== whole).length,
    leftOutTurns: budget.leftOutTurns,
  };
}
