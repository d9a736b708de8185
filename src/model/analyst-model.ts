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

/** What a model reads when nobody says how much. */
const CONTEXT_TOKENS = { openai: 128_000, azure: 128_000, compatible: 32_000, offline: 128_000 };
/** More is not sent unless it is asked for, though the model reads it: every call pays for its whole prompt. */
const USUAL_TOKENS = 128_000;

/** A setting counts up to what the model is known to read. */
function contextTokens(chat: BaseChatModel, info: ModelInfo, wanted: number | undefined): number {
  const known = chat.profile.maxInputTokens;
  if (wanted !== undefined) return Math.min(wanted, known ?? wanted);
  return Math.min(known ?? CONTEXT_TOKENS[info.provider], USUAL_TOKENS);
}

/** Calls that no stream of the graph may show. */
const INTERNAL_TAGS = ["langsmith:nostream"];

/**
 * Gives a LangChain chat model the face that the graph knows. `wantedTokens`: prompt and reply
 * together, as somebody set it.
 */
export function asAnalystModel(
  chat: BaseChatModel,
  info: ModelInfo,
  wantedTokens?: number,
): AnalystModel {
  return {
    chat,
    info,
    name: info.name,
    profileForm: info.provider === "offline" ? "json" : "text",
    contextTokens: contextTokens(chat, info, wantedTokens),
    canSummarise: info.provider !== "offline",
    async *stream(call: ModelCall): AsyncGenerator<AIMessageChunk> {
      const { messages, tools, signal, purpose, isInternal } = call;
      const model = tools.length === 0 ? chat : bind(chat, tools);
      const tags = isInternal === true ? INTERNAL_TAGS : [];
      try {
        yield* await model.stream(messages, { signal, runName: purpose, tags });
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
