import type { Artifact } from "../../../../graphs/analyst/artifact.ts";
import type { RunEvent } from "../../../../graphs/analyst/events.ts";
import { Narrator, type Narration } from "../../content/narrator.ts";
import { toSeconds } from "../ids.ts";
import { newMessage, type MessageObject } from "../objects/message-object.ts";
import { newStep, type CodeCall, type RunPlace, type StepObject } from "../objects/step-object.ts";
import { annotate, sandboxLink } from "./annotations.ts";

/** One event of the stream. */
export interface ApiEvent {
  readonly event: string;
  readonly data: object;
}

/** What is stored of a run beside itself. */
export type Written =
  | { readonly kind: "message"; readonly object: MessageObject }
  | { readonly kind: "step"; readonly object: StepObject };

/** How what is still open ends. */
export type Ending = "completed" | "failed" | "cancelled";

/**
 * Writes the messages and steps of a run from its events, in OpenAI's order: each has a step of its
 * own. `changed` are those that differ from what was last taken.
 */
export class RunWriter {
  readonly #place: RunPlace;
  readonly #now: () => number;
  readonly #artifacts = new Map<string, Artifact>();
  readonly #changed = new Map<string, Written>();
  readonly #narrator = new Narrator((artifact) => {
    const link = sandboxLink(artifact);
    this.#artifacts.set(link, artifact);
    return link;
  });
  #events: ApiEvent[] = [];
  #message: { object: MessageObject; step: StepObject; text: string } | undefined;
  #cell: { call: CodeCall; step: StepObject; logs: string } | undefined;

  constructor(place: RunPlace, now: () => number) {
    this.#place = place;
    this.#now = now;
  }

  /** What an event of the run adds to the stream. */
  event(event: RunEvent): ApiEvent[] {
    for (const narration of this.#narrator.event(event)) this.#take(narration);
    return this.#events.splice(0);
  }

  /** Ends what is open. */
  end(how: Ending): ApiEvent[] {
    this.#endCell(how === "completed" ? "failed" : how);
    this.#endMessage(how);
    return this.#events.splice(0);
  }

  /** What is to be stored, as it stands now. */
  takeChanged(): Written[] {
    const all = [...this.#changed.values()];
    this.#changed.clear();
    return all;
  }

  /** Notes what is to be stored, also when it could not be. */
  keep(written: Written): void {
    this.#changed.set(written.object.id, written);
  }

  #take(narration: Narration): void {
    switch (narration.type) {
      case "text":
        this.#text(narration.text);
        break;
      case "cell":
        this.#endMessage("completed");
        this.#startCell(narration.code);
        break;
      case "output":
        this.#output(narration.text);
        break;
      case "cell.end":
        this.#endCell(narration.isCancelled ? "cancelled" : "completed");
        break;
      case "recovering":
        break;
      default:
        narration satisfies never;
    }
  }

  #emit(event: string, data: object): void {
    // As it is now: what is stored goes on changing.
    this.#events.push({ event, data: { ...data } });
  }

  #text(text: string): void {
    const isFirst = this.#message === undefined;
    const value = isFirst ? text.replace(/^\s+/, "") : text;
    if (value === "") return;
    const message = this.#message ?? this.#startMessage();
    message.text += value;
    setText(message.object, message.text, []);
    this.#messageDelta(message.object.id, { value, ...(isFirst ? { annotations: [] } : {}) });
    this.keep({ kind: "message", object: message.object });
  }

  #startMessage() {
    const { runId, threadId, assistantId } = this.#place;
    const now = this.#now();
    const object: MessageObject = {
      ...newMessage(threadId, { role: "assistant", content: [] }, now),
      status: "in_progress",
      completed_at: null,
      run_id: runId,
      assistant_id: assistantId,
    };
    const details = { message_creation: { message_id: object.id } };
    const step = newStep(this.#place, { type: "message_creation", ...details }, now);
    this.#message = { object, step, text: "" };
    this.#emit("thread.run.step.created", step);
    this.#emit("thread.run.step.in_progress", step);
    this.#emit("thread.message.created", object);
    this.#emit("thread.message.in_progress", object);
    this.keep({ kind: "step", object: step });
    return this.#message;
  }

  #messageDelta(id: string, text: object): void {
    const content = [{ index: 0, type: "text", text }];
    this.#emit("thread.message.delta", { id, object: "thread.message.delta", delta: { content } });
  }

  #endMessage(how: Ending): void {
    if (this.#message === undefined) return;
    const { object, step, text } = this.#message;
    this.#message = undefined;
    const annotations = annotate(text, this.#artifacts);
    setText(object, text, annotations);
    if (annotations.length > 0) {
      const indexed = annotations.map((annotation, index) => ({ index, ...annotation }));
      this.#messageDelta(object.id, { value: "", annotations: indexed });
    }
    const now = toSeconds(this.#now());
    if (how === "completed") {
      object.status = "completed";
      object.completed_at = now;
    } else {
      object.status = "incomplete";
      object.incomplete_at = now;
      object.incomplete_details = { reason: `run_${how}` };
    }
    this.#emit(`thread.message.${object.status}`, object);
    this.keep({ kind: "message", object });
    this.#endStep(step, how);
  }

  #startCell(code: string): void {
    const step = newStep(this.#place, { type: "tool_calls", tool_calls: [] }, this.#now());
    this.#emit("thread.run.step.created", step);
    this.#emit("thread.run.step.in_progress", step);
    const id = `call_${step.id.slice("step_".length)}`;
    const call: CodeCall = {
      id,
      type: "code_interpreter",
      code_interpreter: { input: code, outputs: [] },
    };
    step.step_details = { type: "tool_calls", tool_calls: [call] };
    this.#cell = { call, step, logs: "" };
    this.#cellDelta(step.id, { id, code_interpreter: { input: code, outputs: [] } });
    this.keep({ kind: "step", object: step });
  }

  #cellDelta(id: string, call: object): void {
    const tool_calls = [{ index: 0, type: "code_interpreter", ...call }];
    const delta = { step_details: { type: "tool_calls", tool_calls } };
    this.#emit("thread.run.step.delta", { id, object: "thread.run.step.delta", delta });
  }

  #output(text: string): void {
    if (this.#cell === undefined || text === "") return;
    const { call, step } = this.#cell;
    this.#cell.logs += text;
    call.code_interpreter.outputs = [{ type: "logs", logs: this.#cell.logs }];
    const outputs = [{ index: 0, type: "logs", logs: text }];
    this.#cellDelta(step.id, { code_interpreter: { outputs } });
    this.keep({ kind: "step", object: step });
  }

  /** A cell that raised has been run: its step is complete, the error is in its logs. */
  #endCell(how: Ending): void {
    const { step } = this.#cell ?? {};
    this.#cell = undefined;
    if (step !== undefined) this.#endStep(step, how);
  }

  #endStep(step: StepObject, how: Ending): void {
    step.status = how;
    step[`${how}_at`] = toSeconds(this.#now());
    this.#emit(`thread.run.step.${how}`, step);
    this.keep({ kind: "step", object: step });
  }
}

function setText(object: MessageObject, value: string, annotations: never[] | object[]): void {
  object.content = [{ type: "text", text: { value, annotations } }] as MessageObject["content"];
}
