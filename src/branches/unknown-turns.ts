import { randomUUID } from "node:crypto";
import { AIMessage, HumanMessage, type BaseMessage } from "@langchain/core/messages";
import { notice } from "../../graphs/analyst/question.ts";
import { keepHead } from "../../tools/output/cut-text.ts";
import type { Language, Words } from "../../tools/words.ts";
import type { PostedConversation, PostedTurn } from "./posted-conversation.ts";

const MAX_TURNS = 50;
const MAX_CHARS = 20_000;

const SUMMARY: Words = {
  en: "A summary of the conversation so far, from the client:",
  zh: "客户端提供的先前对话摘要：",
};

const bounded = (text: string) => keepHead(text, MAX_CHARS).text;

/** What the thread does not know as messages of its history, bounded: nothing of it was computed here. */
export function unknownMessages(
  turns: readonly PostedTurn[],
  summary: PostedConversation["summary"],
  language: Language,
): BaseMessage[] {
  const about =
    summary === undefined
      ? []
      : [notice(randomUUID(), `${SUMMARY[language]}\n\n${bounded(summary)}`)];
  const messages = turns
    .slice(-MAX_TURNS)
    .flatMap(({ question, answer }) => [
      new HumanMessage({ id: randomUUID(), content: bounded(question) }),
      ...(answer === "" ? [] : [new AIMessage({ id: randomUUID(), content: bounded(answer) })]),
    ]);
  return [...about, ...messages];
}
