import { createHash } from "node:crypto";

/** One earlier question and what was answered, as a client sends them along. */
export interface PostedTurn {
  readonly question: string;
  readonly answer: string;
}

/** The conversation as the client has it: it may have been edited, branched, or cut at its beginning. */
export interface PostedConversation {
  /** The client's own id of it. */
  readonly conversationId?: string;
  /** All before the question, the oldest first. */
  readonly turns: readonly PostedTurn[];
  /** What stands for turns that the client left out. */
  readonly summary?: string;
  /** Equal for the same request sent again. */
  readonly request?: string;
  /** Everything that the client was shown of the answer; asked for once the run has ended. */
  readonly shown: () => string;
}

/** By which a text is recognised: clients trim, and join paragraphs in their own way. */
export function digest(text: string): string {
  return createHash("sha256").update(text.replaceAll(/\s+/g, "")).digest("hex").slice(0, 32);
}
