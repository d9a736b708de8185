import { AIMessage, SystemMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { Language } from "../../../tools/words.ts";
import { messageTokens } from "./message-tokens.ts";
import { cutMiddle, sayWhatIsGone, shortenCalls, shortenOutput } from "./shrink.ts";
import { languageOf, turnsOf } from "./turns.ts";

/** Of the newest question, so many last outputs stay whole as long as possible. */
const FRESH_OUTPUTS = 2;
/** No text is cut below this, in tokens: less says nothing. */
const SMALLEST_CUT = 150;
const NOTE_TOKENS = 40;
/** A cut goes by characters and the budget by tokens, so that one round can fall short. */
const CUT_ROUNDS = 3;

interface Entry {
  message: BaseMessage;
  tokens: number;
}

function tokensOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** The messages on their way to fit, and what they cost together. */
class Budget {
  turns: Entry[][];
  total = 0;
  readonly #max: number;
  readonly language: Language;

  constructor(messages: readonly BaseMessage[], max: number) {
    const entries = messages.map((message) => ({ message, tokens: messageTokens(message) }));
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

  replace(entry: Entry, message: BaseMessage): void {
    const tokens = messageTokens(message);
    if (tokens >= entry.tokens) return;
    this.total += tokens - entry.tokens;
    entry.message = message;
    entry.tokens = tokens;
  }

  /** Changes entries one by one, oldest first, until everything fits. */
  shrink(entries: readonly Entry[], change: (message: BaseMessage) => BaseMessage): void {
    for (const entry of entries) {
      if (this.fits) return;
      const changed = change(entry.message);
      if (changed !== entry.message) this.replace(entry, changed);
    }
  }
}

function isCalling(message: BaseMessage): message is AIMessage {
  return AIMessage.isInstance(message) && (message.tool_calls ?? []).length > 0;
}

/** Tool outputs become one line, then the code of the calls its head. */
function shrinkWork(budget: Budget, entries: readonly Entry[]): void {
  const { language } = budget;
  budget.shrink(entries, (message) =>
    ToolMessage.isInstance(message) ? shortenOutput(message, language) : message,
  );
  budget.shrink(entries, (message) =>
    isCalling(message) ? shortenCalls(message, language) : message,
  );
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
    for (const { tokens } of budget.turns[dropped] ?? []) budget.total -= tokens;
    dropped++;
  }
  if (dropped === 0) return;
  budget.turns = budget.turns.slice(dropped);
  const first = budget.turns[0]?.[0];
  if (first === undefined) return;
  first.message = sayWhatIsGone(first.message, dropped, budget.language);
  const tokens = messageTokens(first.message);
  budget.total += tokens - first.tokens;
  first.tokens = tokens;
}

/** The last resort: the largest texts of the newest question lose their middle. */
function cutLargest(budget: Budget): void {
  const entries = budget.turns.flat().toSorted((a, b) => b.tokens - a.tokens);
  budget.shrink(entries, (message) => {
    const tokens = messageTokens(message);
    const wanted = Math.max(SMALLEST_CUT, tokens - budget.over - NOTE_TOKENS);
    const limit = Math.floor((message.text.length * wanted) / tokens);
    return cutMiddle(message, limit, budget.language);
  });
}

/**
 * As much of a conversation as fits into `maxTokens`, by estimate. Old tool outputs become one line
 * each first, then old code its head, then old work goes, then old questions; the newest question
 * stays whole as long as anything else can give way. Leading instructions stay, calls keep their
 * replies, what stays keeps its form. Expects an ordered history, as `orderToolReplies` makes it.
 */
export function fitHistory(
  messages: readonly BaseMessage[],
  { maxTokens }: { maxTokens: number },
): BaseMessage[] {
  const first = messages.findIndex((message) => !SystemMessage.isInstance(message));
  if (first < 0) return [...messages];
  const instructions = messages.slice(0, first);
  const spent = instructions.reduce((sum, message) => sum + messageTokens(message), 0);
  const budget = new Budget(messages.slice(first), maxTokens - spent);
  const old = budget.turns.slice(0, -1).flat();
  const newest = budget.turns.at(-1) ?? [];
  shrinkWork(budget, old);
  if (!budget.fits) dropWork(budget);
  if (!budget.fits) dropTurns(budget);
  if (!budget.fits) {
    const outputs = newest.filter(({ message }) => ToolMessage.isInstance(message));
    const fresh = new Set(outputs.slice(-FRESH_OUTPUTS));
    shrinkWork(
      budget,
      newest.filter((entry) => !fresh.has(entry)),
    );
  }
  for (let round = 0; round < CUT_ROUNDS && !budget.fits; round++) cutLargest(budget);
  return [...instructions, ...budget.turns.flat().map(({ message }) => message)];
}
