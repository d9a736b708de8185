/** A message as LibreChat stores it; only what is looked at here. */
export interface StoredMessage {
  readonly messageId: string;
  readonly parentMessageId?: string | null;
  readonly isCreatedByUser?: boolean;
  readonly text?: string;
  readonly content?: readonly { type: string; text?: { value?: string } | string }[];
}

/** The words of a message. */
export function wordsOf({ text, content }: StoredMessage): string {
  const said = (content ?? []).flatMap((part) => {
    const value = typeof part.text === "string" ? part.text : part.text?.value;
    return part.type === "text" && value !== undefined ? value.trim() : [];
  });
  return said.length > 0 ? said.filter((words) => words !== "").join("\n\n") : (text ?? "");
}

/** The branch that ends in a message, as questions with their answers, the oldest first. */
export function branchOf(messages: readonly StoredMessage[], lastId: string) {
  const byId = new Map(messages.map((message) => [message.messageId, message]));
  const branch: StoredMessage[] = [];
  for (let at = byId.get(lastId); at !== undefined; at = byId.get(at.parentMessageId ?? "")) {
    branch.unshift(at);
    // A chain that bites its own tail ends here.
    byId.delete(at.messageId);
  }
  const turns: { question: string; answer: string }[] = [];
  for (const message of branch) {
    const last = turns.at(-1);
    if (message.isCreatedByUser === true) turns.push({ question: wordsOf(message), answer: "" });
    else if (last !== undefined) last.answer = wordsOf(message);
  }
  return turns;
}
