import { z } from "zod";
import { STOP_REASONS } from "../../../graphs/analyst/stop-reasons.ts";

/** The fields of a run as databases give them back. */
export const RunStatus = z.enum(["running", "finished", "failed", "abandoned"]);
export const RunStopReason = z.enum(STOP_REASONS);
export const RunError = z.object({ code: z.string(), message: z.string() });
export const RunTurn = z.object({
  parent: z.string().optional(),
  end: z.string().optional(),
  question: z.string(),
  answer: z.string().optional(),
  request: z.string().optional(),
});
export const RunUsage = z.object({
  modelCalls: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cells: z.number(),
});
