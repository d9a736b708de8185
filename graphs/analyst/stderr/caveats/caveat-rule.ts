import type { Words } from "../../../../tools/words.ts";

/** A message of a library that says something about the data or the numbers. */
export interface CaveatRule {
  readonly kind: string;
  /** Tried on `Category: message`, in one line of bounded length. */
  readonly text: RegExp;
  readonly words: (detail: string) => Words;
}

const DETAIL_LIMIT = 120;

/** What a rule's pattern caught, bounded; empty when it catches nothing. */
export function detailOf(match: RegExpExecArray): string {
  return (match[1] ?? "").trim().slice(0, DETAIL_LIMIT);
}

/** A sentence that needs no detail. */
export function always(en: string, zh: string): () => Words {
  return () => ({ en, zh });
}
