import { HumanMessage, type AIMessageChunk } from "@langchain/core/messages";
import { pino } from "pino";
import { readConfig } from "../../../src/config.ts";
import { createModels, type Models } from "../../../src/model/models.ts";
import type { AnalystModel } from "../../../src/model/analyst-model.ts";
import type { AnalystError } from "../../../tools/errors.ts";

export const executeCode = {
  type: "function",
  function: { name: "execute_code", description: "Runs Python.", parameters: { type: "object" } },
} as const;

/** Models of an environment; `log` gets what they log, a line of JSON each. */
export function modelsFor(env: Record<string, string>, log: string[] = []): Models {
  const logger = pino({ level: "info" }, { write: (line) => void log.push(line) });
  return createModels(readConfig(env, "/tmp"), logger);
}

export interface Reply {
  readonly text: string;
  readonly whole: AIMessageChunk | undefined;
  readonly error: AnalystError | undefined;
}

/** Asks through the graph's port; keeps the text that came before an error. */
export async function ask(
  model: AnalystModel,
  options: { signal?: AbortSignal; tools?: boolean; question?: string } = {},
): Promise<Reply> {
  let whole: AIMessageChunk | undefined;
  let text = "";
  try {
    const call = {
      messages: [new HumanMessage(options.question ?? "hello")],
      tools: options.tools === true ? [executeCode] : [],
      signal: options.signal ?? new AbortController().signal,
      purpose: "test",
    };
    for await (const chunk of model.stream(call)) {
      whole = whole === undefined ? chunk : whole.concat(chunk);
      text += chunk.text;
    }
    return { text, whole, error: undefined };
  } catch (error) {
    return { text, whole, error: model.toError(error) };
  }
}
