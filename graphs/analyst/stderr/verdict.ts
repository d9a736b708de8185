import type { CellError, CellStatus } from "../../../tools/ports/sandbox.ts";
import type { Words } from "../../../tools/words.ts";
import type { CellOutcome } from "../outcomes.ts";

/** What is known of a cell that ran, or that was kept from running. */
export interface CellInput {
  readonly status: CellStatus | "blocked" | "sandbox_lost";
  readonly error?: CellError;
  readonly stdout: string;
  readonly stderr: string;
  readonly hasValue: boolean;
  readonly hasResults: boolean;
  readonly code: string;
  readonly outOfMemory?: boolean;
  /** What the value of the last expression shows as text. */
  readonly valueText?: string;
}

/** Something about the data or the numbers that the model and the person should know. */
export interface Caveat {
  readonly kind: string;
  readonly words: Words;
}

export interface CellVerdict {
  readonly outcome: CellOutcome;
  readonly caveats: readonly Caveat[];
  /** What else stood on stderr, one bounded line per kind of it. */
  readonly benign: readonly string[];
  /** The name under which the missing package is installed. */
  readonly missingPackage?: string;
  readonly missingPath?: string;
  /** Exception type and message in one line. */
  readonly headline?: string;
}
