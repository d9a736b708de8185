import { z } from "zod";
import type { Caller } from "../../../tools/ports/caller.ts";
import { authorOf } from "../../assistants/assistant-record.ts";
import type { Assistant } from "../../assistants/assistant-schema.ts";
import { BUILT_IN_ID } from "../../assistants/built-in.ts";
import { parseInput } from "../../assistants/schema-rules.ts";
import type { FileRecord, FileRecords } from "../../persistence/records/file-records.ts";

export const ENDPOINT = "e2bAssistants";

const FileIds = z.array(z.string()).nullish();

/** Only what has to be looked into: the service checks the rest. */
const Body = z.looseObject({
  prompt: z.string().nullish(),
  instructions: z.string().nullish(),
  e2b_sandbox_template: z.string().nullish(),
  model: z.string().nullish(),
  file_ids: FileIds,
  tool_resources: z
    .looseObject({ code_interpreter: z.looseObject({ file_ids: FileIds }).nullish() })
    .nullish(),
  metadata: z
    .looseObject({ group: z.union([z.string(), z.array(z.string())]).nullish() })
    .nullish(),
  data_sources: z.array(z.looseObject({ config: z.looseObject({}).nullish() })).nullish(),
});

/** Fields that have the same name and meaning in both documents. */
const SAME = [
  "name",
  "description",
  "avatar",
  "conversation_starters",
  "append_current_datetime",
  "model_parameters",
  "allowed_libraries",
  "code_execution_mode",
  "env_vars",
  "has_internet_access",
  "is_persistent",
  "limits",
  "is_public",
] as const;

/** What the server itself knows of an assistant. */
const OURS = new Set(["group", "author", "role", "endpoint"]);

/** Blank means: the installation's. */
const named = (text: string | null | undefined) =>
  text === undefined || (text !== null && text.trim() !== "") ? text : null;

/** A form of the fork's as a change of our assistant: what is absent stays, what has no effect here is left out. */
export function toPatch(input: unknown): Record<string, unknown> {
  const body = parseInput(Body, input);
  const { metadata, data_sources: sources } = body;
  const instructions = body.instructions ?? body.prompt;
  const ids = [body.tool_resources?.code_interpreter?.file_ids, body.file_ids];
  const group = metadata?.group;
  const patch: Record<string, unknown> = {
    ...Object.fromEntries(SAME.map((field) => [field, body[field] ?? undefined])),
    instructions: instructions ?? undefined,
    template: named(body.e2b_sandbox_template),
    model: named(body.model === BUILT_IN_ID ? null : body.model),
    file_ids: ids.some(Array.isArray) ? [...new Set(ids.flatMap((list) => list ?? []))] : undefined,
    data_sources: sources?.map(({ config, ...source }) => ({ ...source, ...config })),
    groups: group === undefined ? undefined : [group ?? []].flat().filter((name) => name !== ""),
    metadata:
      metadata === undefined || metadata === null
        ? undefined
        : Object.fromEntries(
            Object.entries(metadata).filter(
              ([name, value]) => !OURS.has(name) && typeof value === "string",
            ),
          ),
  };
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

/** Where a fork finds a stored file: its own link component looks for this shape. */
export const filePath = (
  caller: Pick<Caller, "userId">,
  { id, name }: { id: string; name: string },
) => `/files/${encodeURIComponent(caller.userId)}/${id}/${encodeURIComponent(name)}`;

export const fileBody = (file: FileRecord) => ({
  object: "file",
  file_id: file.fileId,
  filename: file.filename,
  filepath: filePath(file, { id: file.fileId, name: file.filename }),
  bytes: file.bytes,
  type: file.type,
  source: file.source,
  context: file.context,
});

/** The document as the fork's client reads it; secrets are masked. */
export function toDocument(assistant: Assistant) {
  const { template, instructions, model, groups, data_sources: sources, ...rest } = assistant;
  return {
    object: "assistant",
    id: assistant.id,
    ...Object.fromEntries(SAME.map((field) => [field, rest[field]])),
    prompt: instructions,
    instructions,
    model: model ?? BUILT_IN_ID,
    author: assistant.author,
    e2b_sandbox_template: template ?? "",
    file_ids: assistant.file_ids,
    tools: [],
    tool_resources: { code_interpreter: { file_ids: assistant.file_ids } },
    data_sources: sources.map(({ id, type, name, ...config }) => ({ id, type, name, config })),
    metadata: {
      ...assistant.metadata,
      author: assistant.author,
      group: groups.length > 1 ? groups : (groups[0] ?? null),
      endpoint: ENDPOINT,
    },
    created_at: Math.floor(assistant.createdAt.getTime() / 1000),
    createdAt: assistant.createdAt,
    updatedAt: assistant.updatedAt,
  };
}

/** The document with its files as pairs. */
export async function toWholeDocument(
  assistant: Assistant,
  { tenantId }: Caller,
  files: Pick<FileRecords, "find">,
) {
  const owner = authorOf({ author: assistant.author, tenantId });
  const code_files: [string, object][] = [];
  for (const id of assistant.file_ids) {
    const file = await files.find(owner, id);
    if (file !== undefined) code_files.push([id, fileBody(file)]);
  }
  return { ...toDocument(assistant), code_files };
}
