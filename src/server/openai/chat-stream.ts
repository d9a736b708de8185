import { once } from "node:events";
import type { Response } from "express";
import { chunkBody, usageBody, type AnswerMeta, type Delta, type Tokens } from "./chunks.ts";
import type { OpenAiError } from "./openai-errors.ts";

/** Comments keep proxies and clients from giving up on a long cell. */
const KEEPALIVE_MS = 10_000;

export type ChatStream = ReturnType<typeof openChatStream>;

/** Begins a stream of chunks: headers and the role go out at once. */
export function openChatStream(response: Response, meta: AnswerMeta) {
  response.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
  });
  /** Waits for a reader that is slow; nothing is written for one that has gone. */
  const write = async (text: string): Promise<void> => {
    if (response.destroyed || response.writableEnded || response.write(text)) return;
    const gone = new AbortController();
    const leave = () => gone.abort();
    response.once("close", leave);
    await once(response, "drain", { signal: gone.signal }).catch(() => undefined);
    response.off("close", leave);
  };
  const send = async (body: object) => write(`data: ${JSON.stringify(body)}\n\n`);
  const timer = setInterval(() => void write(": keepalive\n\n"), KEEPALIVE_MS);
  response.once("close", () => clearInterval(timer));
  const close = async () => {
    clearInterval(timer);
    await write("data: [DONE]\n\n");
    if (!response.destroyed) response.end();
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
