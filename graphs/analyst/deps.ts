import type { AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import type { AnalystError } from "../../tools/errors.ts";
import type { Clock } from "../../tools/ports/clock.ts";
import type { FileStore } from "../../tools/ports/file-store.ts";
import type { SandboxPool } from "../../tools/ports/sandbox.ts";
import type { ModelParameters } from "./assistant-context.ts";
import type { ToolDeclaration } from "../../tools/tool-table.ts";

export interface ModelCall {
  readonly messages: BaseMessage[];
  /** None: the model can only write text. */
  readonly tools: readonly ToolDeclaration[];
  readonly signal: AbortSignal;
  /** What the call is for, as traces show it. */
  readonly purpose: string;
  /** The reply is not for the person: no stream of the graph shows its tokens. */
  readonly isInternal?: boolean;
}

/** A chat model as the graph sees it. */
export interface ChatModelPort {
  readonly name: string;
  /** The form in which it reads dataset profiles: prose-like lines, or the JSON itself. */
  readonly profileForm: "text" | "json";
  /** Tokens of prompt and reply together. */
  readonly contextTokens: number;
  /** False for rules, which can answer but not sum up. */
  readonly canSummarise: boolean;
  stream(call: ModelCall): AsyncIterable<AIMessageChunk>;
  toError(error: unknown): AnalystError;
}

/** What the sandbox offers; the list comes from the template's requirements, empty when unknown. */
export interface SandboxFacts {
  readonly libraries: readonly string[];
}

export interface RunLimits {
  readonly cellTimeoutS: number;
  readonly maxCells: number;
  readonly maxRepairs: number;
  readonly timeLimitS: number;
  /** Seconds for bringing back what a lost sandbox had, 0 = no limit. */
  readonly replayLimitS: number;
  readonly codePolicy: "strict" | "standard" | "off";
}

/** Everything the graph needs from outside; nodes construct no client and read no environment. */
export interface AnalystDeps {
  readonly models: {
    get(name: string | undefined, parameters: ModelParameters): Promise<ChatModelPort>;
  };
  readonly sandboxes: SandboxPool;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly limits: RunLimits;
  /** What the model is told of the sandbox. */
  readonly sandboxFacts: SandboxFacts;
}
