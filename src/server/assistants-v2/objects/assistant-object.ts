import { z } from "zod";
import type { Assistant } from "../../../assistants/assistant-schema.ts";
import { BUILT_IN_ID } from "../../../assistants/built-in.ts";
import {
  CODE_INTERPRETER,
  Id,
  Metadata,
  ResponseFormat,
  ToolResources,
  Tools,
} from "../schemas.ts";
import { fromFileId, toAssistantId, toFileId, toSeconds } from "../ids.ts";

export const AssistantBody = z.object({
  model: z.string().min(1).max(128).optional(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  instructions: z.string().nullish(),
  tools: Tools.nullish(),
  tool_resources: ToolResources.nullish(),
  file_ids: z.array(Id).max(50).nullish(),
  metadata: Metadata.nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  reasoning_effort: z.string().nullish(),
  response_format: ResponseFormat,
});
export type AssistantBody = z.output<typeof AssistantBody>;

/** The name under which the installation's own model goes. */
export const OWN_MODEL = BUILT_IN_ID;

export const modelName = ({ model }: Pick<Assistant, "model">): string => model ?? OWN_MODEL;

const UNNAMED = "Data Analyst";

/** What is said about one field: nothing (absent), that it is to be empty (null), or its value. */
const field = <T, U>(value: T | null | undefined, empty: U, map: (value: T) => U) => {
  if (value === undefined) return undefined;
  return value === null ? empty : map(value);
};
const same = <T>(value: T) => value;
const isSaid = ([, value]: [string, unknown]) => value !== undefined;

/**
 * A request as a change of our assistant; absent fields stay absent. `parameters` are those that the
 * assistant has.
 */
export function toAssistantPatch(
  body: AssistantBody,
  parameters: Assistant["model_parameters"] = {},
): Record<string, unknown> {
  const asked = {
    temperature: body.temperature,
    top_p: body.top_p,
    reasoning_effort: body.reasoning_effort,
  };
  const hasParameters = Object.entries(asked).some(isSaid);
  const merged = { ...parameters, ...Object.fromEntries(Object.entries(asked).filter(isSaid)) };
  const files = body.tool_resources?.code_interpreter?.file_ids ?? body.file_ids ?? undefined;
  const patch = {
    name: field(body.name, UNNAMED, (name) => (name.trim() === "" ? UNNAMED : name)),
    description: field(body.description, "", same),
    instructions: field(body.instructions, "", same),
    model: body.model === OWN_MODEL ? null : body.model,
    file_ids: files?.map(fromFileId),
    metadata: field(body.metadata, {}, same),
    model_parameters: hasParameters
      ? Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
      : undefined,
  };
  return Object.fromEntries(Object.entries(patch).filter(isSaid));
}

/** A new assistant: a name has to be. */
export const toNewAssistant = (body: AssistantBody): Record<string, unknown> => ({
  name: UNNAMED,
  ...toAssistantPatch(body),
});

export function assistantObject(assistant: Assistant) {
  const { model_parameters: parameters, avatar } = assistant;
  return {
    id: toAssistantId(assistant.id),
    object: "assistant",
    created_at: toSeconds(assistant.createdAt),
    name: assistant.name,
    description: assistant.description,
    model: modelName(assistant),
    instructions: assistant.instructions,
    tools: [CODE_INTERPRETER],
    tool_resources: { code_interpreter: { file_ids: assistant.file_ids.map(toFileId) } },
    metadata: {
      ...(avatar === null ? {} : { avatar: avatar.filepath }),
      ...assistant.metadata,
    },
    temperature: parameters.temperature ?? null,
    top_p: parameters.top_p ?? null,
    reasoning_effort: parameters.reasoning_effort ?? null,
    response_format: "auto",
  };
}
