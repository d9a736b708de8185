import type { PostedTurn } from "../../../branches/posted-conversation.ts";
import type { ChatMessage } from "../chat-body.ts";
import { takeAttachedText, type AttachedText } from "./attached-text.ts";

/** What a list of messages says, without its files. */
export interface History {
  /** Of system messages. */
  readonly instructions: string;
  readonly summary?: string;
  readonly turns: readonly PostedTurn[];
  /** Absent: no message of the user's is there. */
  readonly question?: string;
  /** Texts that stand for files, the oldest first. */
  readonly documents: readonly AttachedText[];
}

const SUMMARY = /^\s*<summary>(?<text>[^]*?)(?:<\/summary>\s*|$)/;

/** All text of a message. */
export const textOf = ({ content }: ChatMessage): string =>
  content
    .map((part) => ("text" in part ? part.text : ""))
    .filter((text) => text !== "")
    .join("\n");

/** Splits messages into standing instructions, earlier turns and the question. Whatever tools said is left out. */
export function splitHistory(messages: readonly ChatMessage[]): History {
  const instructions: string[] = [];
  const documents: AttachedText[] = [];
  const turns: { question: string[]; answer: string[] }[] = [];
  let summary: string | undefined;

  for (const message of messages) {
    const taken = takeAttachedText(textOf(message));
    documents.push(...taken.documents);
    let { text } = taken;
    const { role } = message;
    if (turns.length === 0) {
      const found = SUMMARY.exec(text);
      if (found !== null) {
        summary = found.groups?.text?.trim();
        text = text.slice(found[0].length).trim();
        if (text === "") continue;
      }
    }
    if (role === "system" || role === "developer") {
      if (text !== "") instructions.push(text);
    } else if (role === "user") {
      const last = turns.at(-1);
      if (last === undefined || last.answer.length > 0)
        turns.push({ question: [text], answer: [] });
      else last.question.push(text);
    } else if (role === "assistant") {
      const last = turns.at(-1) ?? { question: [], answer: [] };
      if (turns.length === 0) turns.push(last);
      last.answer.push(text);
    }
  }

  const whole = turns.map(({ question, answer }) => ({
    question: question.filter((text) => text !== "").join("\n\n"),
    answer: answer.filter((text) => text !== "").join("\n\n"),
  }));
  const isAsked = turns.at(-1)?.answer.length === 0;
  return {
    instructions: instructions.join("\n\n"),
    summary,
    turns: isAsked ? whole.slice(0, -1) : whole,
    question: isAsked ? whole.at(-1)?.question : undefined,
    documents,
  };
}
