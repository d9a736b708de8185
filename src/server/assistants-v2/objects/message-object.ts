import { z } from "zod";
import { Id, Metadata } from "../schemas.ts";
import { newId, toSeconds } from "../ids.ts";

const Content = z.union([
  z
    .string()
    .max(256_000)
    .transform((text) => [{ type: "text" as const, text }]),
  z
    .array(
      z.discriminatedUnion("type", [
        z.object({ type: z.literal("text"), text: z.string().max(256_000) }),
        z.object({ type: z.literal("image_file"), image_file: z.object({ file_id: Id }) }),
      ]),
    )
    .min(1)
    .max(100),
]);

export const MessageBody = z.object({
  role: z.enum(["user", "assistant"]),
  content: Content,
  attachments: z
    .array(z.looseObject({ file_id: Id.optional() }))
    .max(100)
    .nullish(),
  file_ids: z.array(Id).max(100).nullish(),
  metadata: Metadata.nullish(),
});
export type MessageBody = z.output<typeof MessageBody>;

/** All files that a message names, in our ids' outer form. */
export const filesOf = ({ content, attachments, file_ids }: MessageBody): string[] => [
  ...content.flatMap((part) => (part.type === "image_file" ? [part.image_file.file_id] : [])),
  ...(attachments ?? []).flatMap(({ file_id }) => file_id ?? []),
  ...(file_ids ?? []),
];

const Annotation = z.object({
  type: z.literal("file_path"),
  text: z.string(),
  start_index: z.number(),
  end_index: z.number(),
  file_path: z.object({ file_id: z.string() }),
});
export type Annotation = z.output<typeof Annotation>;

/** A message as it is stored and answered. */
export const MessageObject = z.object({
  id: z.string(),
  object: z.literal("thread.message"),
  created_at: z.number(),
  thread_id: z.string(),
  status: z.enum(["in_progress", "incomplete", "completed"]),
  incomplete_details: z.object({ reason: z.string() }).nullable(),
  completed_at: z.number().nullable(),
  incomplete_at: z.number().nullable(),
  role: z.enum(["user", "assistant"]),
  content: z.array(
    z.union([
      z.object({
        type: z.literal("text"),
        text: z.object({ value: z.string(), annotations: z.array(Annotation) }),
      }),
      z.object({ type: z.literal("image_file"), image_file: z.object({ file_id: z.string() }) }),
    ]),
  ),
  assistant_id: z.string().nullable(),
  run_id: z.string().nullable(),
  attachments: z.array(z.record(z.string(), z.unknown())),
  metadata: z.record(z.string(), z.string()),
});
export type MessageObject = z.output<typeof MessageObject>;

export function newMessage(threadId: string, body: MessageBody, now = Date.now()): MessageObject {
  return {
    id: newId("message", now),
    object: "thread.message",
    created_at: toSeconds(now),
    thread_id: threadId,
    status: "completed",
    incomplete_details: null,
    completed_at: toSeconds(now),
    incomplete_at: null,
    role: body.role,
    content: body.content.map((part) =>
      part.type === "text"
        ? { type: "text", text: { value: part.text, annotations: [] } }
        : { type: "image_file", image_file: { file_id: part.image_file.file_id } },
    ),
    assistant_id: null,
    run_id: null,
    attachments: [
      ...(body.attachments ?? []),
      ...(body.file_ids ?? []).map((file_id) => ({ file_id, tools: [] })),
    ],
    metadata: body.metadata ?? {},
  };
}

/** The words of a message. */
export const textOf = ({ content }: Pick<MessageObject, "content">): string =>
  content
    .flatMap((part) => (part.type === "text" ? part.text.value : []))
    .filter((text) => text.trim() !== "")
    .join("\n\n");

const Attached = z.object({ file_id: z.string() });

/** The files that a stored message brought. */
export const attachedTo = ({ content, attachments }: MessageObject): string[] => [
  ...content.flatMap((part) => (part.type === "image_file" ? part.image_file.file_id : [])),
  ...attachments.flatMap((attachment) => Attached.safeParse(attachment).data?.file_id ?? []),
];
