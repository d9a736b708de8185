import { AIMessageChunk } from "@langchain/core/messages";
import type { AnalystError } from "../../../tools/errors.ts";
import type { ChatModelPort, ModelCall } from "../deps.ts";

export interface Reply {
  readonly chunk: AIMessageChunk;
  /** Set when the provider failed; `chunk` then holds what had come until then. */
  readonly error?: AnalystError;
}

/** One model call, read to its end; text is told as it comes. A reply that breaks off keeps its text and raises nothing. */
export async function collectReply(
  model: ChatModelPort,
  call: ModelCall,
  onText: (text: string) => void,
): Promise<Reply> {
  let chunk = new AIMessageChunk({ content: "" });
  try {
    for await (const part of model.stream(call)) {
      chunk = chunk.concat(part);
      if (part.text !== "") onText(part.text);
    }
    return { chunk };
  } catch (error) {
    return { chunk, error: model.toError(error) };
  }
}
