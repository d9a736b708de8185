import type { ChatBody } from "../chat-body.ts";
import { textOf } from "../messages/split-history.ts";

/** What a client asks of a model beside the conversation itself. */
export type SideRequest =
  | { readonly kind: "title"; readonly conversation: string }
  | { readonly kind: "checkpoint" };

const TITLE_MODEL = /-title$/;
const TITLE = /\b5-word-or-less title\b|\bconcise title \(max \d+ characters\)/i;
/** Before the conversation itself. */
const CONVERSATION = /\b(?:Conversation|starts with):\s*/;
const TITLE_CHARS = 2_000;
const CHECKPOINT =
  /^\s*Hold on(?:,? before you continue I need you to write me a checkpoint| again,? update your checkpoint)/i;

/** Recognises LibreChat's requests for a title and for a summary of the conversation, by their shape. */
export function recogniseSideRequest(body: ChatBody): SideRequest | undefined {
  const last = body.messages.at(-1);
  if (last?.role !== "user") return undefined;
  const text = textOf(last);
  const isAlone = body.messages.filter(({ role }) => role !== "system").length === 1;
  const isPlain = body.messages.every(({ content }) =>
    content.every(({ type }) => type === "text"),
  );
  const asksTitle = TITLE_MODEL.test(body.model) || TITLE.test(text.slice(0, TITLE_CHARS));
  if (body.stream !== true && isAlone && isPlain && asksTitle) {
    const start = CONVERSATION.exec(text);
    return {
      kind: "title",
      conversation: start === null ? text : text.slice(start.index + start[0].length),
    };
  }
  return CHECKPOINT.test(text) ? { kind: "checkpoint" } : undefined;
}
