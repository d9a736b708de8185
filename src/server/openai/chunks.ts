import { randomUUID } from "node:crypto";
import type { Usage } from "../../../graphs/analyst/events.ts";

/** What all chunks of an answer have in common. */
export interface AnswerMeta {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
}

export const newMeta = (model: string): AnswerMeta => ({
  id: `chatcmpl-${randomUUID()}`,
  created: Math.floor(Date.now() / 1000),
  model,
});

export interface Delta {
  readonly role?: "assistant";
  readonly content?: string;
  readonly reasoning_content?: string;
}

export type Tokens = Pick<Usage, "inputTokens" | "outputTokens">;

export const usageBody = ({ inputTokens, outputTokens }: Tokens) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
});

export const chunkBody = (meta: AnswerMeta, delta: Delta, finish: "stop" | null = null) => ({
  ...meta,
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: finish }],
});

/** A whole answer. */
export const completionBody = (
  meta: AnswerMeta,
  { content, reasoning }: { content: string; reasoning: string },
  tokens: Tokens,
) => ({
  ...meta,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content,
        ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
        refusal: null,
      },
      finish_reason: "stop",
    },
  ],
  usage: usageBody(tokens),
});
