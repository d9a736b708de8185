import type { Words } from "../../../tools/words.ts";
import type { Column } from "../columns/column.ts";
import type { Data } from "../data.ts";
import type { Reading } from "../python/reading-cell.ts";
import type { Question } from "../question.ts";

/** One kind of question: how it is recognised, and how it is answered from a table. */
export interface Intent {
  readonly name: string;
  /** What it does, with an example, for the list of what the offline model can do. */
  readonly offer: Words;
  /** How clearly the wording asks for this, from 0 (not at all) to 10. */
  recognise(question: Question, data: Data | undefined): number;
  /** The analysis, or what the table lacks for it, as a sentence. */
  design(question: Question, data: Data): Analysis | string;
}

/** One question turned into two cells and the wording of their result. */
export interface Analysis {
  readonly intent: string;
  /** The visible plan: one step per cell. */
  readonly steps: readonly [string, string];
  readonly reading: Reading;
  readonly roles: readonly Role[];
  /** Python of the second cell; without the chart when it has failed once. */
  compute(withChart: boolean): string;
  /** The answer, from the JSON line that the second cell printed; undefined when it does not fit. */
  word(result: unknown): Wording | undefined;
}

/** A column in use. `typed`: the question did not name it, its type fits. */
export interface Role {
  readonly column: Column;
  /** "measure", "grouped by" …, for a person. */
  readonly as: string;
  readonly how: "named" | "typed";
}

export interface Wording {
  /** Markdown: the finding first, then a table. */
  readonly body: string;
  /** What limits the result. */
  readonly caveats: readonly string[];
}
