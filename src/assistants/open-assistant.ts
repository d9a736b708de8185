import type { AnalystContextInput } from "../../graphs/analyst/context.ts";
import type { Words } from "../../tools/words.ts";
import type { RunRequest } from "../run-request.ts";
import { notFound } from "./assistant-errors.ts";
import type { AssistantService } from "./assistant-service.ts";
import type { AssistantRun } from "./open-for-run.ts";

/** The assistant of one run, with what the request itself says put over it. */
export interface RunAssistant {
  readonly context: AnalystContextInput;
  /** What a person is told of files of it that exist no more. */
  readonly missing?: Words;
}

const NO_ASSISTANT: AssistantRun = { id: "", context: {}, missingFiles: 0 };

function missingFiles({ missingFiles: count }: AssistantRun): Words | undefined {
  if (count === 0) return undefined;
  return {
    en: `The assistant has lost ${count} of its files; the answer comes without them.`,
    zh: `助手有 ${count} 个文件已不存在；回答时无法使用它们。`,
  };
}

/** Raises `not_found` for an assistant that the caller may not see. */
export async function openAssistant(
  assistants: Pick<AssistantService, "open"> | undefined,
  { caller, assistantId, model, cellTimeoutS, instructions }: RunRequest,
): Promise<RunAssistant> {
  if (assistantId !== undefined && assistants === undefined) throw notFound(assistantId);
  const opened =
    assistantId === undefined ? NO_ASSISTANT : await assistants?.open(caller, assistantId);
  const { context } = opened ?? NO_ASSISTANT;
  const standing = [context.assistant?.instructions, instructions].filter(
    (text) => text !== undefined && text.trim() !== "",
  );
  return {
    context: {
      ...context,
      model: model ?? context.model,
      cellTimeoutS: cellTimeoutS ?? context.cellTimeoutS,
      assistant: { ...context.assistant, instructions: standing.join("\n\n") },
    },
    missing: missingFiles(opened ?? NO_ASSISTANT),
  };
}
