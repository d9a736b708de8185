/** Why a run ended: a closed set; no run ends without one. */
export const STOP_REASONS = [
  "completed",
  "needs_input",
  "repairs_exhausted",
  "repeated_failure",
  "step_limit",
  "time_limit",
  "budget_limit",
  "blocked_by_policy",
  "sandbox_unavailable",
  "model_unavailable",
  "cancelled",
] as const;

export type StopReason = (typeof STOP_REASONS)[number];

/** True when the person has an answer or a question to go on with. */
export function isAnswered(reason: StopReason): boolean {
  return reason === "completed" || reason === "needs_input";
}
