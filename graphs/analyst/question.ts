import { HumanMessage, type BaseMessage } from "@langchain/core/messages";

const NOTICE = "notice";

/** A message of ours to the model that is not the user's: a send-back or a limit. */
export function notice(id: string, text: string): HumanMessage {
  return new HumanMessage({ id, content: text, additional_kwargs: { kind: NOTICE } });
}

/** The questions that the user asked, oldest first; our own notices are left out. */
export function questions(messages: readonly BaseMessage[]): BaseMessage[] {
  return messages.filter(
    (message) => message.getType() === "human" && message.additional_kwargs.kind !== NOTICE,
  );
}
