import type { Caller } from "../../../../tools/ports/caller.ts";
import { AnalystError } from "../../../../tools/errors.ts";
import { detectLanguage, type Words } from "../../../../tools/words.ts";
import type { PostedTurn } from "../../../branches/posted-conversation.ts";
import type { ApiObjectRecords } from "../../../persistence/records/api-object-records.ts";
import type { StoredUpload } from "../../../uploads.ts";
import { LOOK } from "../../content/look-words.ts";
import { fromFileId, placeOf } from "../ids.ts";
import { attachedTo, MessageObject, textOf } from "../objects/message-object.ts";
import type { ThreadObject } from "../objects/thread-object.ts";

/** What a run asks the engine. */
export interface CollectedQuestion {
  readonly question: string;
  readonly files: readonly StoredUpload[];
  /** What a client put into a new thread before the question. */
  readonly turns?: readonly PostedTurn[];
}

const PAGE = 100;
/** Of one question: more messages than that are no conversation. */
const MAX_MESSAGES = 2_000;

const ANSWER: Words = { en: "An answer given elsewhere:", zh: "他处给出的回答：" };

const noQuestion = () =>
  new AnalystError("input_invalid", {
    en: "The thread has no message of the user's.",
    zh: "该会话中没有用户消息。",
  });

/** The place of the newest run whose question the engine has taken. */
async function askedBefore(records: ApiObjectRecords, caller: Caller, threadId: string) {
  for (let olderThan: string | undefined; ;) {
    const query = { kind: "run", threadId, order: "desc", limit: PAGE } as const;
    const runs = await records.list(caller, { ...query, olderThan });
    const asked = runs.find(({ document }) => document["was_asked"] === true);
    if (asked !== undefined) return placeOf(asked.id);
    olderThan = runs.at(-1)?.id;
    if (runs.length < PAGE) return undefined;
  }
}

/** The client's own messages since a place, the oldest first; without a place, all. */
async function messagesSince(
  records: ApiObjectRecords,
  caller: Caller,
  threadId: string,
  place: string | undefined,
): Promise<MessageObject[]> {
  const newestFirst: MessageObject[] = [];
  const query = { kind: "message", threadId, order: "desc", limit: PAGE } as const;
  for (let olderThan: string | undefined; newestFirst.length < MAX_MESSAGES;) {
    const found = await records.list(caller, { ...query, olderThan });
    for (const { id, document } of found) {
      if (place !== undefined && placeOf(id) < place) return newestFirst.toReversed();
      const message = MessageObject.parse(document);
      if (message.run_id === null) newestFirst.push(message);
    }
    olderThan = found.at(-1)?.id;
    if (found.length < PAGE) break;
  }
  return newestFirst.toReversed();
}

/** The newest message of the user's: a run without a new one asks it again. */
async function lastQuestion(records: ApiObjectRecords, caller: Caller, threadId: string) {
  const all = await messagesSince(records, caller, threadId, undefined);
  return all.filter(({ role }) => role === "user").slice(-1);
}

const join = (...texts: string[]) => texts.filter((text) => text !== "").join("\n\n");

function splitTurns(messages: readonly MessageObject[]): PostedTurn[] {
  const turns: { question: string; answer: string }[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (message.role === "assistant") {
      if (last === undefined) turns.push({ question: "", answer: textOf(message) });
      else last.answer = join(last.answer, textOf(message));
    } else if (last === undefined || last.answer !== "")
      turns.push({ question: textOf(message), answer: "" });
    else last.question = join(last.question, textOf(message));
  }
  return turns;
}

/** Raises `input_invalid` when nothing is asked. */
export async function collectQuestion(
  records: ApiObjectRecords,
  caller: Caller,
  thread: ThreadObject,
): Promise<CollectedQuestion> {
  const place = await askedBefore(records, caller, thread.id);
  const found = await messagesSince(records, caller, thread.id, place);
  const isAsked = found.some(({ role }) => role === "user");
  const messages = isAsked ? found : await lastQuestion(records, caller, thread.id);
  const lastAnswer = messages.findLastIndex(({ role }) => role === "assistant");
  // A new thread takes what stands before as its history; a running one has its own.
  const before = place === undefined ? messages.slice(0, lastAnswer + 1) : [];
  const asked = messages.slice(before.length);
  const language = detectLanguage(asked.map(textOf).join("\n"));
  const text = asked
    .map((message) => {
      const said = textOf(message);
      return message.role === "user" || said === "" ? said : `${ANSWER[language]}\n\n${said}`;
    })
    .filter((said) => said !== "")
    .join("\n\n");
  const own = thread.tool_resources.code_interpreter.file_ids;
  const ids = [...(place === undefined ? own : []), ...messages.flatMap(attachedTo)];
  if (asked.length === 0 || (text === "" && ids.length === 0)) throw noQuestion();
  return {
    question: text === "" ? LOOK[language] : text,
    files: [...new Set(ids)].map((id) => ({ fileId: fromFileId(id) })),
    ...(before.length === 0 ? {} : { turns: splitTurns(before) }),
  };
}
