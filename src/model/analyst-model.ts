import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { AIMessageChunk } from "@langchain/core/messages";
import type { ChatModelPort, ModelCall } from "../../graphs/analyst/deps.ts";
import { AnalystError } from "../../tools/errors.ts";
import type { ModelInfo } from "./endpoint.ts";
import { stopped } from "./fault-words.ts";
import { mapModelError } from "./model-errors.ts";

/** A LangChain chat model, what it is, and the port through which the graph uses it. */
export interface AnalystModel extends ChatModelPort {
  readonly chat: BaseChatModel;
  readonly info: ModelInfo;
}

/** What a model may be sent when nobody says how much it reads. */
const CONTEXT_TOKENS = { openai: 128_000, azure: 128_000, compatible: 32_000, offline: 1_000_000 };

/** Gives a LangChain chat model the face that the graph knows. */
export function asAnalystModel(chat: BaseChatModel, info: ModelInfo): AnalystModel {
  return {
    chat,
    info,
    name: info.name,
    profileForm: info.provider === "offline" ? "json" : "text",
    contextTokens: chat.profile.maxInputTokens ?? CONTEXT_TOKENS[info.provider],
    async *stream({ messages, tools, signal, purpose }: ModelCall): AsyncGenerator<AIMessageChunk> {
      const model = tools.length === 0 ? chat : bind(chat, tools);
      try {
        yield* await model.stream(messages, { signal, runName: purpose });
      } catch (error) {
        // An abort comes as one of several plain errors; the signal knows.
        if (!signal.aborted) throw error;
        throw new AnalystError("cancelled", stopped, { cause: error });
      }
    },
    toError: (error) => mapModelError(error, info),
  };
}

/** One call at a time: the analyst reads each result before it goes on. */
function bind(chat: BaseChatModel, tools: ModelCall["tools"]) {
  if (chat.bindTools === undefined) throw new TypeError(`${chat._llmType()} cannot call tools`);
  return chat.bindTools([...tools], { parallel_tool_calls: false } as object);
}
