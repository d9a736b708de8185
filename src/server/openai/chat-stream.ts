import type { Response } from "express";
import { openEventStream } from "../live/event-stream.ts";
import { chunkBody, usageBody, type AnswerMeta, type Delta, type Tokens } from "./chunks.ts";
import type { OpenAiError } from "./openai-errors.ts";

export type ChatStream = ReturnType<typeof openChatStream>;

/** Begins a stream of chunks: headers and the role go out at once. */
export function openChatStream(response: Response, meta: AnswerMeta) {
  const stream = openEventStream(response);
  const { send } = stream;
  const close = async () => {
    await stream.sendText("[DONE]");
    stream.end();
  };

  return {
    begin: async () => send(chunkBody(meta, { role: "assistant", content: "" })),
    delta: async (delta: Delta) => send(chunkBody(meta, delta)),
    /** The ordinary end; a client that asks for usage gets it as OpenAI sends it, in a chunk of its own. */
    async end(tokens: Tokens, isUsageAsked: boolean): Promise<void> {
      const usage = usageBody(tokens);
      const last = chunkBody(meta, {}, "stop");
      await send(isUsageAsked ? last : { ...last, usage });
      if (isUsageAsked) await send({ ...last, choices: [], usage });
      await close();
    },
    /** An error after what was said already. */
    async fail({ body }: OpenAiError): Promise<void> {
      await send(body);
      await close();
    },
  };
}
