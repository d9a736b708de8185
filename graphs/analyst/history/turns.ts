import type { BaseMessage } from "@langchain/core/messages";
import { detectLanguage, type Language } from "../../../tools/words.ts";

/** A message of the user's own: our notices to the model come in the same role and carry a kind. */
function isQuestion(message: BaseMessage): boolean {
  return message.getType() === "human" && message.additional_kwargs.kind === undefined;
}

/** The language of the newest question. */
export function languageOf(messages: readonly BaseMessage[]): Language {
  return detectLanguage(messages.findLast(isQuestion)?.text ?? "");
}

/** The history by questions, each with all that followed it; what stands before the first is a turn too. */
export function turnsOf<T extends { message: BaseMessage }>(entries: readonly T[]): T[][] {
  const turns: T[][] = [];
  for (const entry of entries) {
    const turn = turns.at(-1);
    if (turn === undefined || isQuestion(entry.message)) turns.push([entry]);
    else turn.push(entry);
  }
  return turns;
}
