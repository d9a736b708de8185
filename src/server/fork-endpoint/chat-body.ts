import { z } from "zod";

const id = z.string().min(1).max(128);
/** The parent of a conversation's first message. */
export const NO_PARENT = "00000000-0000-0000-0000-000000000000";

export const ForkChatBody = z.object({
  assistant_id: id,
  text: z.string().max(256_000),
  conversationId: id.nullish(),
  parentMessageId: id.nullish(),
  messageId: id.nullish(),
  /** For an answer that is not the first one to its question. */
  responseMessageId: id.nullish(),
  files: z
    .array(z.looseObject({ file_id: id }))
    .max(100)
    .nullish(),
  /** The branch that the question continues, the oldest first; absent: where the conversation stands. */
  history: z
    .array(z.object({ question: z.string(), answer: z.string() }))
    .max(5_000)
    .nullish(),
});
export type ForkChatBody = z.output<typeof ForkChatBody>;
