import type { Caller } from "../../../tools/ports/caller.ts";
import { AnalystError } from "../../../tools/errors.ts";
import type { ServerParts } from "../server-parts.ts";
import { fromFileId, notFound } from "./ids.ts";
import {
  filesOf,
  newMessage,
  type MessageBody,
  type MessageObject,
} from "./objects/message-object.ts";
import { newThread, ThreadObject, type ThreadBody } from "./objects/thread-object.ts";

const noFile = (id: string) =>
  new AnalystError("input_invalid", {
    en: `There is no file ${id}: upload it first.`,
    zh: `没有文件 ${id}：请先上传。`,
  });

async function checkFiles({ store }: ServerParts, caller: Caller, ids: readonly string[]) {
  for (const id of new Set(ids))
    if ((await store.find(caller, fromFileId(id))) === undefined) throw noFile(id);
}

/** Raises `not_found`. */
export async function readThread(
  { persistence }: ServerParts,
  caller: Caller,
  id: string,
): Promise<ThreadObject> {
  const found = await persistence.apiObjects.find(caller, "thread", id);
  if (found === undefined) throw notFound({ en: "thread", zh: "会话" }, id);
  return ThreadObject.parse(found.document);
}

export async function writeThread(
  { persistence }: ServerParts,
  caller: Caller,
  thread: ThreadObject,
): Promise<void> {
  const place = { id: thread.id, kind: "thread", threadId: thread.id } as const;
  await persistence.apiObjects.put(caller, { ...place, document: thread });
}

/** Raises `input_invalid` for a file that is not there. */
export async function addMessages(
  parts: ServerParts,
  caller: Caller,
  threadId: string,
  bodies: readonly MessageBody[],
): Promise<MessageObject[]> {
  await checkFiles(parts, caller, bodies.flatMap(filesOf));
  const messages = bodies.map((body) => newMessage(threadId, body));
  for (const message of messages) await writeMessage(parts, caller, message);
  return messages;
}

export async function writeMessage(
  { persistence }: ServerParts,
  caller: Caller,
  message: MessageObject,
): Promise<void> {
  const { id, thread_id: threadId, run_id } = message;
  const place = { id, kind: "message", threadId, runId: run_id ?? undefined } as const;
  await persistence.apiObjects.put(caller, { ...place, document: message });
}

/** A thread with its first messages; the engine knows of it from now on, so that it can be deleted. */
export async function makeThread(
  parts: ServerParts,
  caller: Caller,
  body: ThreadBody,
): Promise<ThreadObject> {
  const thread = newThread(body);
  await checkFiles(parts, caller, [
    ...thread.tool_resources.code_interpreter.file_ids,
    ...(body.messages ?? []).flatMap(filesOf),
  ]);
  const { conversationId } = thread.metadata;
  await parts.persistence.threads.open(caller, thread.id, { conversationId });
  await writeThread(parts, caller, thread);
  await addMessages(parts, caller, thread.id, body.messages ?? []);
  return thread;
}
