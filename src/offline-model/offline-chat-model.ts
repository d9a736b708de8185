import { randomUUID } from "node:crypto";
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { EXECUTE_CODE } from "./progress.ts";
import { replyTo, type Reply } from "./reply.ts";

export interface OfflineCallOptions extends BaseChatModelCallOptions {
  tools?: BindToolsInput[];
}

/** What one streamed piece holds, at most. */
const PIECE = /[^]{1,24}/gu;

/**
 * A chat model that needs no network and is no language model: rules recognise seven kinds of
 * questions, write Python for them and word what it printed. Same messages, same reply.
 */
export class OfflineChatModel extends BaseChatModel<OfflineCallOptions> {
  constructor() {
    super({});
  }

  static override lc_name(): string {
    return "OfflineChatModel";
  }

  override _llmType(): string {
    return "offline";
  }

  override bindTools(tools: BindToolsInput[], options?: Partial<OfflineCallOptions>) {
    return this.withConfig({ ...options, tools });
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const reply = replyTo(messages, (options.tools ?? []).map(toolName));
    for (const message of pieces(reply)) {
      options.signal?.throwIfAborted();
      const chunk = new ChatGenerationChunk({ message, text: message.text });
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, {
        chunk,
      });
    }
  }

  override async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
  ): Promise<ChatResult> {
    let whole: ChatGenerationChunk | undefined;
    for await (const chunk of this._streamResponseChunks(messages, options)) {
      whole = whole === undefined ? chunk : whole.concat(chunk);
    }
    return { generations: whole === undefined ? [] : [whole] };
  }
}

function toolName(tool: BindToolsInput): string | undefined {
  const { name, function: declared } = tool as { name?: string; function?: { name?: string } };
  return declared?.name ?? name;
}

/** Text and arguments in small pieces, as a model at the end of a wire sends them. */
function* pieces({ text, call }: Reply): Generator<AIMessageChunk> {
  for (const piece of cut(text)) yield new AIMessageChunk(piece);
  if (call !== undefined) {
    const named = { id: `call_${randomUUID()}`, name: EXECUTE_CODE };
    for (const [at, args] of cut(JSON.stringify(call)).entries()) {
      const chunk = {
        type: "tool_call_chunk" as const,
        index: 0,
        args,
        ...(at === 0 ? named : {}),
      };
      yield new AIMessageChunk({ content: "", tool_call_chunks: [chunk] });
    }
  }
  // Rules cost no tokens, and none are made up.
  yield new AIMessageChunk({
    content: "",
    response_metadata: { finish_reason: call === undefined ? "stop" : "tool_calls" },
    usage_metadata: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
  });
}

function cut(text: string): string[] {
  return text.match(PIECE) ?? [];
}
