import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { questions } from "../../graphs/analyst/question.ts";

/** One cell of the current question that has run. */
export interface DoneCell {
  /** The step of the plan that it served, from 1. */
  readonly step: number;
  readonly ok: boolean;
  /** What came back, as the model is shown it. */
  readonly text: string;
}

/** Where the conversation stands. */
export interface Progress {
  readonly prompt: string;
  readonly question: string;
  readonly cells: readonly DoneCell[];
}

/** The tool with which code is run. */
export const EXECUTE_CODE = "execute_code";

/** Reads the latest question and what has been run for it out of the messages. */
export function readProgress(messages: readonly BaseMessage[]): Progress {
  const asked = questions(messages).at(-1);
  const since = asked === undefined ? [] : messages.slice(messages.indexOf(asked) + 1);
  const steps = new Map(
    since
      .filter((message) => AIMessage.isInstance(message))
      .flatMap((message) => message.tool_calls ?? [])
      .filter(({ name }) => name === EXECUTE_CODE)
      .map(({ id, args }) => [id, Number(args["step"]) || 1]),
  );
  return {
    prompt: messages
      .filter((message) => message.getType() === "system")
      .map((message) => message.text)
      .join("\n\n"),
    question: asked?.text.trim() ?? "",
    cells: since
      .filter((message) => ToolMessage.isInstance(message))
      .flatMap((message) => {
        const step = steps.get(message.tool_call_id);
        if (step === undefined) return [];
        return [{ step, ok: message.status !== "error", text: message.text }];
      }),
  };
}

/** The last line of a cell's output that is the JSON of a result. */
export function readResult(text: string): unknown {
  for (const line of text.split("\n").toReversed()) {
    if (!line.startsWith("{") || !line.includes('"intent"')) continue;
    try {
      return JSON.parse(line);
    } catch {
      // A line that was cut, or that a value of the file imitates.
    }
  }
  return undefined;
}
