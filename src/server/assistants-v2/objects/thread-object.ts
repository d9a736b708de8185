import { z } from "zod";
import { newId, toSeconds } from "../ids.ts";
import { Metadata, ToolResources } from "../schemas.ts";
import { MessageBody } from "./message-object.ts";

export const ThreadBody = z.object({
  messages: z.array(MessageBody).max(1_000).nullish(),
  metadata: Metadata.nullish(),
  tool_resources: ToolResources.nullish(),
});
export type ThreadBody = z.output<typeof ThreadBody>;

/** A thread as it is stored and answered. */
export const ThreadObject = z.object({
  id: z.string(),
  object: z.literal("thread"),
  created_at: z.number(),
  metadata: z.record(z.string(), z.string()),
  tool_resources: z.object({ code_interpreter: z.object({ file_ids: z.array(z.string()) }) }),
});
export type ThreadObject = z.output<typeof ThreadObject>;

const resources = ({ tool_resources: given }: Pick<ThreadBody, "tool_resources">) => ({
  code_interpreter: { file_ids: given?.code_interpreter?.file_ids ?? [] },
});

export const newThread = (body: ThreadBody, now = Date.now()): ThreadObject => ({
  id: newId("thread", now),
  object: "thread",
  created_at: toSeconds(now),
  metadata: body.metadata ?? {},
  tool_resources: resources(body),
});

/** Absent fields stay. */
export const changedThread = (
  thread: ThreadObject,
  body: Pick<ThreadBody, "metadata" | "tool_resources">,
): ThreadObject => ({
  ...thread,
  metadata: body.metadata ?? thread.metadata,
  tool_resources: body.tool_resources ? resources(body) : thread.tool_resources,
});
