import { newId, toSeconds } from "../ids.ts";

export interface RunPlace {
  readonly runId: string;
  readonly threadId: string;
  readonly assistantId: string;
}

type StepDetails =
  | { type: "message_creation"; message_creation: { message_id: string } }
  | { type: "tool_calls"; tool_calls: CodeCall[] };

export interface CodeCall {
  readonly id: string;
  readonly type: "code_interpreter";
  readonly code_interpreter: { input: string; outputs: { type: "logs"; logs: string }[] };
}

/** One step of a run: a message, or a cell. */
export function newStep(place: RunPlace, details: StepDetails, now = Date.now()) {
  return {
    id: newId("step", now),
    object: "thread.run.step",
    created_at: toSeconds(now),
    run_id: place.runId,
    assistant_id: place.assistantId,
    thread_id: place.threadId,
    type: details.type,
    status: "in_progress" as "in_progress" | "cancelled" | "failed" | "completed",
    cancelled_at: null as number | null,
    completed_at: null as number | null,
    expired_at: null,
    failed_at: null as number | null,
    last_error: null,
    step_details: details,
    metadata: {},
    usage: null,
  };
}
export type StepObject = ReturnType<typeof newStep>;
