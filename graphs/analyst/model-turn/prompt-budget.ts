/** How the tokens that a model may be sent are shared out. */
export interface PromptBudget {
  readonly total: number;
  /** Kept free for the reply and the tool declarations. */
  readonly reply: number;
  readonly datasets: number;
  readonly ledger: number;
  readonly summary: number;
}

/** What a model with very little room is sent of the conversation all the same. */
export const LEAST_HISTORY_TOKENS = 500;

/** Below this the standing instructions leave no room for a conversation. */
export const LEAST_CONTEXT_TOKENS = 6_000;

/** Each part has a share, and no more than it can use; the conversation gets the rest. */
export function shareBudget(total: number): PromptBudget {
  const share = (part: number, most: number) => Math.floor(Math.min(total * part, most));
  return {
    total,
    reply: share(1 / 4, 12_000),
    datasets: share(1 / 5, 6_000),
    ledger: share(1 / 16, 1_500),
    summary: share(1 / 8, 3_000),
  };
}
