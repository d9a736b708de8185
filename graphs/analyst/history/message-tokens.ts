import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { estimateTokens } from "./estimate-tokens.ts";

/** Role, separators and ids around the content. */
const PER_MESSAGE = 6;
const PER_CALL = 12;
/** A picture in a message; none is kept in the history, but a client may send one. */
const PER_PICTURE = 1_000;

/** A message never changes, and every model call of a run asks for the same ones. */
const known = new WeakMap<BaseMessage, number>();

function tokensOfBlock(block: { type: string; [key: string]: unknown }): number {
  if (block.type === "text" && typeof block.text === "string") return estimateTokens(block.text);
  return block.type.includes("image") ? PER_PICTURE : estimateTokens(JSON.stringify(block));
}

function estimate(message: BaseMessage): number {
  const { content } = message;
  const text =
    typeof content === "string"
      ? estimateTokens(content)
      : content.reduce((sum, block) => sum + tokensOfBlock(block), 0);
  const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
  return calls.reduce(
    (sum, { name, args }) => sum + PER_CALL + estimateTokens(name + JSON.stringify(args)),
    PER_MESSAGE + text,
  );
}

/** About how many tokens a message costs, its tool calls included. */
export function messageTokens(message: BaseMessage): number {
  const tokens = known.get(message) ?? estimate(message);
  known.set(message, tokens);
  return tokens;
}
