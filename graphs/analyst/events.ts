import type { Language } from "../../tools/words.ts";
import type { Artifact } from "./artifact.ts";
import type { CellOutcome } from "./outcomes.ts";
import type { StopReason } from "./stop-reasons.ts";
import type { DatasetProfile } from "./profile.ts";

export type { Artifact };

/** Tokens and calls of one run. */
export interface Usage {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cells: number;
}

/** What one prompt was made of; tokens by estimate. */
export interface PromptFacts {
  readonly tokens: number;
  /** What prompt and reply may have together. */
  readonly budget: number;
  /** Earlier questions that stand in it as a summary. */
  readonly summarisedTurns: number;
  /** Earlier questions of which nothing is in it. */
  readonly leftOutTurns: number;
  /** Messages of which only a part is in it. */
  readonly shortened: number;
  /** The summary was made for this very prompt, and by whom. */
  readonly newSummary?: "model" | "rules";
  /** The provider had refused a longer one. */
  readonly wasTooLong: boolean;
}

export type SandboxStatus =
  | "creating"
  | "created"
  | "reused"
  | "resumed"
  | "recovering"
  | "replaying"
  | "installing"
  | "replayed";

/**
 * Everything a run tells about itself, in order. Every adapter (terminal, HTTP, Studio) translates
 * from this union; none reaches into the graph.
 */
export type RunEvent =
  | { type: "run.started"; runId: string; threadId: string; question: string; language: Language }
  | {
      type: "sandbox";
      status: SandboxStatus;
      sandboxId?: string;
      /** While and after something is brought back: all of the sandbox, or its variables alone. */
      lost?: "sandbox" | "variables";
      /** Cells that were run again, of those that should be. */
      cells?: { done: number; of: number };
      /** The cells that could not be brought back. */
      note?: string;
    }
  | { type: "dataset.profiled"; name: string; path: string; profile: DatasetProfile }
  | { type: "plan"; steps: string[] }
  | { type: "text.delta"; text: string }
  | { type: "reasoning.delta"; text: string }
  | { type: "cell.started"; cellId: string; title: string; code: string; step?: number }
  | { type: "cell.stdout"; cellId: string; text: string }
  | { type: "cell.stderr"; cellId: string; text: string }
  | {
      type: "cell.result";
      cellId: string;
      isMain: boolean;
      text?: string;
      html?: string;
      formats: string[];
    }
  | {
      type: "cell.finished";
      cellId: string;
      success: boolean;
      outcome: CellOutcome;
      durationMs: number;
      error?: string;
    }
  | { type: "repair"; cellId: string; attempt: number; limit: number; reason: string }
  | { type: "artifact"; artifact: Artifact }
  | { type: "usage"; usage: Usage; prompt: PromptFacts }
  | { type: "caveat"; kind: string; text: string; cellId?: string }
  | { type: "interrupt"; id: string; value: unknown }
  | {
      type: "run.finished";
      stopReason: StopReason;
      answer: string;
      artifacts: Artifact[];
      caveats: string[];
      usage: Usage;
      durationMs: number;
      error?: { code: string; message: string; retryable: boolean };
    };
