import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { z } from "zod";
import { AssistantContext } from "./assistant-context.ts";
import { Caller, localCaller } from "../../tools/ports/caller.ts";
import type { AnalystDeps } from "./deps.ts";

/** Settings of one run. Whatever is absent comes from the installation's defaults. */
export const AnalystContext = z.object({
  caller: Caller.optional().describe("Whose files and threads these are"),
  model: z.string().optional().describe("Chat model"),
  template: z.string().optional().describe("Sandbox template"),
  cellTimeoutS: z.number().min(0).optional().describe("Seconds per cell, 0 = no limit"),
  maxCells: z.number().int().min(1).optional().describe("Cells per run"),
  maxRepairs: z.number().int().min(0).optional().describe("Repairs per failure"),
  timeLimitS: z.number().min(0).optional().describe("Seconds per run, 0 = no limit"),
  codePolicy: z.enum(["strict", "standard", "off"]).optional().describe("Advice on code"),
  assistant: AssistantContext.optional().describe("What an assistant makes of the run"),
  /** Stops the run in good order: the cell is interrupted and what was done is kept. */
  signal: z.custom<AbortSignal>((value) => value instanceof AbortSignal).optional(),
});

export type AnalystContextInput = z.input<typeof AnalystContext>;

export interface RunSettings {
  readonly threadId: string;
  readonly caller: Caller;
  readonly model: string | undefined;
  readonly template: string | undefined;
  readonly cellTimeoutMs: number;
  readonly maxCells: number;
  readonly maxRepairs: number;
  readonly timeLimitMs: number;
  readonly replayLimitMs: number;
  readonly codePolicy: "strict" | "standard" | "off";
  readonly assistant: AssistantContext;
  readonly signal: AbortSignal;
}

export type AnalystRuntime = LangGraphRunnableConfig<AnalystContextInput>;

const NO_ASSISTANT = AssistantContext.parse({});
const NEVER = new AbortController().signal;

/**
 * The settings of a run, with defaults filled in: the context schema only validates, so every node
 * reads them through this.
 */
export function readSettings(runtime: AnalystRuntime, deps: AnalystDeps): RunSettings {
  const context = AnalystContext.parse(runtime.context ?? {});
  const { limits } = deps;
  const signals = [runtime.signal, context.signal].filter((signal) => signal !== undefined);
  return {
    threadId: runtime.executionInfo?.threadId ?? "default",
    caller: context.caller ?? localCaller,
    model: context.model,
    template: context.template,
    cellTimeoutMs: (context.cellTimeoutS ?? limits.cellTimeoutS) * 1000,
    maxCells: context.maxCells ?? limits.maxCells,
    maxRepairs: context.maxRepairs ?? limits.maxRepairs,
    timeLimitMs: (context.timeLimitS ?? limits.timeLimitS) * 1000,
    replayLimitMs: limits.replayLimitS * 1000,
    codePolicy: context.codePolicy ?? limits.codePolicy,
    assistant: context.assistant ?? NO_ASSISTANT,
    signal: signals.length > 1 ? AbortSignal.any(signals) : (signals[0] ?? NEVER),
  };
}
