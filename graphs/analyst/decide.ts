import type { Repetition } from "./judgement/fingerprint.ts";
import type { CellOutcome } from "./outcomes.ts";
import type { DECISIONS, RunState } from "./state.ts";
import type { StopReason } from "./stop-reasons.ts";

/** A second loss in one run is no accident of the sandbox any more. */
const MAX_RECOVERIES = 2;

export interface Decision {
  readonly go: (typeof DECISIONS)[number];
  readonly stopReason?: StopReason;
}

const FAILURES: readonly CellOutcome[] = [
  "user_error",
  "missing_package",
  "missing_file",
  "timeout",
  "out_of_memory",
  "kernel_died",
  "blocked",
];

export function isFailure(outcome: CellOutcome): boolean {
  return FAILURES.includes(outcome);
}

/** What follows a cell: on, repair, recover the sandbox, install what it lacks, or the end with its stop reason. */
export function decide(
  outcome: CellOutcome,
  run: Pick<RunState, "failuresInRow" | "recoveries">,
  repetition: Repetition,
  maxRepairs: number,
  canInstall = false,
): Decision {
  if (outcome === "cancelled") return { go: "respond", stopReason: "cancelled" };
  if (outcome === "sandbox_lost") {
    return run.recoveries < MAX_RECOVERIES
      ? { go: "recover" }
      : { go: "respond", stopReason: "sandbox_unavailable" };
  }
  // No fault of the code: it does not count as one.
  if (outcome === "missing_package" && canInstall) return { go: "install" };
  if (!isFailure(outcome)) return { go: "continue" };
  if (repetition === "third") {
    return {
      go: "respond",
      stopReason: outcome === "blocked" ? "blocked_by_policy" : "repeated_failure",
    };
  }
  return run.failuresInRow < maxRepairs
    ? { go: "retry" }
    : {
        go: "respond",
        stopReason: outcome === "blocked" ? "blocked_by_policy" : "repairs_exhausted",
      };
}
