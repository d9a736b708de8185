import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import type { RunEvent } from "../../graphs/analyst/events.ts";
import { questions } from "../../graphs/analyst/question.ts";
import { createAnalyst, poolOf, type AnalystParts } from "./analyst.ts";
import { ScriptedModel, type ModelStep } from "./scripted-model.ts";
import { createScriptedSandbox } from "./scripted-sandbox.ts";

/** The figure that question `n` finds; no two are alike. */
export const figureOf = (n: number): string => `${1_000 + n * 7}.${10 + n}`;

const TABLE = Array.from(
  { length: 60 },
  (_, row) => `${String(row).padEnd(6)}North     ${(row * 37.5).toFixed(2).padStart(12)}`,
).join("\n");

const NOTES_REQUEST = /^(?:You keep the notes|你负责记录)/;

export const isNotesCall = (messages: readonly BaseMessage[]): boolean =>
  NOTES_REQUEST.test(messages[0]?.text ?? "");

/** Notes that carry every figure of the material, as a careful model writes them. */
export function carefulNotes(messages: readonly BaseMessage[]): string {
  const figures = new Set(messages.at(-1)?.text.match(/\b\d{4}\.\d{2,3}\b/g));
  return ["## Goal", "- Means", "## Findings", ...[...figures].map((f) => `- mean ${f}`)].join(
    "\n",
  );
}

export interface LongConversation {
  readonly ask?: (n: number) => string;
  readonly answer?: (n: number) => string;
  /** What the model writes when it is asked for notes. */
  readonly notes?: (messages: readonly BaseMessage[]) => ModelStep;
  /** Looked at before every answer. */
  readonly refuse?: (messages: readonly BaseMessage[]) => Error | undefined;
  readonly parts?: Partial<AnalystParts>;
  readonly cells?: number;
}

/** An analyst whose every question takes one cell with a table and finds one figure. */
export function longConversation(options: LongConversation = {}) {
  const ask = options.ask ?? ((n) => `What is the mean of measure ${n}?`);
  const answer = options.answer ?? ((n) => `The mean of measure ${n} is ${figureOf(n)} EUR.`);
  const notes = options.notes ?? ((messages) => ({ text: carefulNotes(messages) }));
  const prompts: { messages: BaseMessage[]; isNotes: boolean }[] = [];
  const model = new ScriptedModel((messages) => {
    const isNotes = isNotesCall(messages);
    prompts.push({ messages: [...messages], isNotes });
    const error = options.refuse?.(messages);
    if (error !== undefined) return { error };
    if (isNotes) return notes(messages);
    const n = Number(/\d+/.exec(questions(messages).at(-1)?.text.split("\n").at(-1) ?? "")?.[0]);
    if (messages.at(-1)?.getType() === "tool") return { text: answer(n) };
    const args = {
      title: `Mean of measure ${n}`,
      code: `print(df["m${n}"].mean())\n# ${"x".repeat(400)}`,
    };
    return { calls: [{ name: "execute_code", args }] };
  });
  const cell = { stdout: `${TABLE}\n` };
  const sandbox = createScriptedSandbox(Array.from({ length: options.cells ?? 200 }, () => cell));
  const analyst = createAnalyst({ model, sandboxes: poolOf(sandbox), ...options.parts });
  const usages: Extract<RunEvent, { type: "usage" }>[] = [];
  return {
    prompts,
    usages,
    model,
    analyst,
    async askAll(from: number, to: number): Promise<void> {
      for (let n = from; n <= to; n++) {
        const run = await analyst.ask(ask(n));
        if (run.finished.answer !== answer(n)) throw new Error(run.finished.answer);
        usages.push(...run.of("usage"));
      }
    },
    /** Of the newest prompt, everything that the model reads. */
    lastPrompt(): string {
      return textOf(prompts.findLast(({ isNotes }) => !isNotes)?.messages ?? []);
    },
    noteCalls: () => prompts.filter(({ isNotes }) => isNotes).length,
  };
}

/** All that a prompt holds, the arguments of its calls included. */
export function textOf(messages: readonly BaseMessage[]): string {
  return messages
    .map((message) => {
      const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
      return message.text + calls.map(({ args }) => JSON.stringify(args)).join("");
    })
    .join("\n");
}
