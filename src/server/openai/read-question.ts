import type { Request } from "express";
import { AnalystError } from "../../../tools/errors.ts";
import { detectLanguage, type Language, type Words } from "../../../tools/words.ts";
import type { PostedConversation } from "../../branches/posted-conversation.ts";
import type { Config } from "../../config.ts";
import type { RunRequest } from "../../run-request.ts";
import type { Identity } from "../auth/authenticate.ts";
import { headerText } from "../auth/user-headers.ts";
import { LOOK } from "../content/look-words.ts";
import type { IncomingBody } from "../incoming/read-body.ts";
import type { ChatBody } from "./chat-body.ts";
import { collectFiles } from "./messages/collect-files.ts";
import type { History } from "./messages/split-history.ts";
import { requestKeyOf, threadIdOf } from "./request-key.ts";

/** A question for the engine, as a chat request asks it. */
export interface ChatQuestion {
  readonly run: Omit<RunRequest, "signal" | "conversation">;
  readonly conversation: Omit<PostedConversation, "shown">;
  readonly notes: readonly Words[];
}

/** How long a second request waits for the first one of its conversation. */
const PATIENCE_MS = 5_000;

const GO_ON: Words = { en: "Please go on.", zh: "请继续。" };

const onlySummary = () =>
  new AnalystError("input_invalid", {
    en: "Only a summary arrived, without a question: the client cut the conversation. Give the model a larger context in its configuration (tokenConfig: context: 10000000).",
    zh: "只收到摘要，没有问题：客户端截断了对话。请在其配置中为模型设置更大的上下文（tokenConfig: context: 10000000）。",
  });

const noQuestion = () =>
  new AnalystError("input_invalid", {
    en: "There is no message of the user's.",
    zh: "没有用户消息。",
  });

/** The language of the newest words of the user's. */
export function languageOf({ turns, question, summary }: History): Language {
  return detectLanguage(question || turns.at(-1)?.question || summary || "");
}

function wordsOf(history: History, hasFiles: boolean): string {
  const { question, turns, summary } = history;
  const language = languageOf(history);
  if (question === undefined) {
    if (turns.length > 0) return GO_ON[language];
    throw summary === undefined ? noQuestion() : onlySummary();
  }
  return question.trim() === "" && hasFiles ? LOOK[language] : question;
}

/** Raises `input_invalid`, `file_unusable`, `limit_reached`. */
export async function readQuestion(
  request: Pick<Request, "headers">,
  { caller }: Identity,
  body: ChatBody,
  history: History,
  incoming: IncomingBody,
  { env }: Config,
): Promise<ChatQuestion> {
  const { messages, model } = body;
  const { documents, turns, summary, instructions } = history;
  const { files, notes } = await collectFiles(messages, documents, incoming.files, incoming.folder);
  const question = wordsOf(history, files.length > 0);
  const conversationId = headerText(request.headers, env.SERVER_CONVERSATION_HEADER);
  const messageId = headerText(request.headers, env.SERVER_MESSAGE_HEADER);
  return {
    run: {
      question,
      files,
      caller,
      threadId: threadIdOf(caller, conversationId, turns[0]?.question ?? question),
      assistantId: model,
      instructions: instructions === "" ? undefined : instructions,
      patienceMs: PATIENCE_MS,
    },
    conversation: {
      conversationId,
      turns,
      summary,
      request: messageId === undefined ? undefined : requestKeyOf(messageId, incoming),
    },
    notes,
  };
}
