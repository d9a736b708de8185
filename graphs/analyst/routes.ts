import { isQuestionToUser } from "./judgement/is-question-to-user.ts";
import { isPromiseWithoutAction } from "./judgement/promise.ts";
import { openSteps } from "./judgement/visible-plan.ts";
import { stepsDone } from "./run-state.ts";
import type { AnalystStateType, RunState, SendBack } from "./state.ts";
import type { StopReason } from "./stop-reasons.ts";

/** What a reply without a tool call means. */
export type ReplyVerdict =
  | { kind: "end"; stopReason: StopReason }
  | { kind: "send_back"; why: SendBack };

/**
 * The one rule of when a run ends: a text without a tool call is the answer. Two kinds of text are
 * sent back instead, each at most once per run: a promise without action, and an answer while steps
 * of the shown plan are open. Everything else that ends a run is a stop reason set where it happens.
 */
export function judgeReply(
  text: string,
  run: RunState,
  steps: string[],
  cells: AnalystStateType["cells"],
): ReplyVerdict {
  const own = cells.slice(run.firstCell);
  if (!run.sentBack.includes("promise") && (text.trim() === "" || isPromiseWithoutAction(text))) {
    return { kind: "send_back", why: "promise" };
  }
  const isOpen = openSteps(steps, stepsDone(own)).length > 0;
  if (!run.sentBack.includes("open_steps") && isOpen) {
    return { kind: "send_back", why: "open_steps" };
  }
  const asks = own.length === 0 && isQuestionToUser(text);
  return { kind: "end", stopReason: asks ? "needs_input" : "completed" };
}

/** After `prepare`: on with the analysis, or once more with the cell that lost its sandbox. */
export function routeAfterPrepare(state: AnalystStateType): "plan" | "execute_code" | "respond" {
  if (state.run?.stopReason !== undefined) return "respond";
  return state.decision === "recover" ? "execute_code" : "plan";
}

/** After `plan`: calls in their order, a send-back, or the end. */
export function routeAfterPlan(
  state: AnalystStateType,
): "execute_code" | "use_tools" | "plan" | "respond" {
  if (state.run?.stopReason !== undefined) return "respond";
  const next = state.pending[0];
  if (next === undefined) return "plan";
  return next.name === "execute_code" && next.args !== undefined ? "execute_code" : "use_tools";
}

/** After `install_package`: the cell once more, or a repair of it like any other. */
export function routeAfterInstall(
  state: AnalystStateType,
): "execute_code" | "inspect_stderr" | "respond" {
  if (state.run?.stopReason !== undefined) return "respond";
  return state.decision === "install" ? "execute_code" : "inspect_stderr";
}

/** After `inspect_stderr`: as it decided. */
export function routeAfterInspect(
  state: AnalystStateType,
): "plan" | "retry" | "prepare" | "install_package" | "respond" {
  switch (state.decision) {
    case "continue":
      return "plan";
    case "retry":
      return "retry";
    case "recover":
      return "prepare";
    case "install":
      return "install_package";
    case "respond":
      return "respond";
  }
}
