import { z } from "zod";
import type { Usage } from "../../../../graphs/analyst/events.ts";
import type { Assistant } from "../../../assistants/assistant-schema.ts";
import { newId, toAssistantId, toSeconds } from "../ids.ts";
import { CODE_INTERPRETER, Id, Metadata, ResponseFormat, Tools } from "../schemas.ts";
import { modelName } from "./assistant-object.ts";
import { MessageBody } from "./message-object.ts";
import { ThreadBody } from "./thread-object.ts";

/** What a client asks of a run. The model is the assistant's, whatever name comes: clients send stale ones. */
export const RunBody = z.object({
  assistant_id: Id,
  stream: z.boolean().nullish(),
  instructions: z.string().max(256_000).nullish(),
  additional_instructions: z.string().max(256_000).nullish(),
  additional_messages: z.array(MessageBody).max(100).nullish(),
  metadata: Metadata.nullish(),
  tools: Tools.nullish(),
  response_format: ResponseFormat,
});
export type RunBody = z.output<typeof RunBody>;

export const ThreadAndRunBody = RunBody.extend({ thread: ThreadBody.nullish() });

const STATUSES = [
  "queued",
  "in_progress",
  "cancelling",
  "cancelled",
  "failed",
  "completed",
  "expired",
] as const;
export type RunStatus = (typeof STATUSES)[number];

/** A run as it is stored and answered. */
export const RunObject = z.looseObject({
  id: z.string(),
  thread_id: z.string(),
  assistant_id: z.string(),
  status: z.enum(STATUSES),
  metadata: z.record(z.string(), z.string()),
});

export const isActive = ({ status }: { readonly status: RunStatus }): boolean =>
  status === "queued" || status === "in_progress" || status === "cancelling";

const LIFE_S = 24 * 3600;

export function newRun(threadId: string, assistant: Assistant, body: RunBody, now = Date.now()) {
  return {
    id: newId("run", now),
    object: "thread.run",
    created_at: toSeconds(now),
    thread_id: threadId,
    assistant_id: toAssistantId(assistant.id),
    status: "queued" as RunStatus,
    /** Whether the engine took the question: what it did not take is asked again. */
    was_asked: false,
    started_at: null as number | null,
    expires_at: (toSeconds(now) + LIFE_S) as number | null,
    cancelled_at: null as number | null,
    failed_at: null as number | null,
    completed_at: null as number | null,
    required_action: null,
    last_error: null as { code: string; message: string } | null,
    incomplete_details: null,
    model: modelName(assistant),
    instructions: body.instructions ?? assistant.instructions,
    tools: [CODE_INTERPRETER],
    metadata: body.metadata ?? {},
    usage: null as object | null,
    temperature: assistant.model_parameters.temperature ?? null,
    top_p: assistant.model_parameters.top_p ?? null,
    max_prompt_tokens: null,
    max_completion_tokens: null,
    truncation_strategy: { type: "auto", last_messages: null },
    tool_choice: "auto",
    response_format: "auto",
    parallel_tool_calls: false,
  };
}
export type RunState = ReturnType<typeof newRun>;

export const usageObject = ({ inputTokens, outputTokens }: Usage) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
});
