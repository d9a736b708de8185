import type { Response } from "express";
import type { ServerParts } from "../../server-parts.ts";
import type { ChatBody } from "../chat-body.ts";
import { openChatStream } from "../chat-stream.ts";
import { completionBody, newMeta } from "../chunks.ts";
import type { History } from "../messages/split-history.ts";
import { writeCheckpoint } from "./checkpoint.ts";
import type { SideRequest } from "./recognise.ts";
import { writeTitle } from "./title.ts";

export interface SideContext {
  readonly response: Response;
  readonly body: ChatBody;
  readonly history: History;
  readonly parts: Pick<ServerParts, "models">;
  /** Aborted when the client goes away. */
  readonly gone: AbortSignal;
}

const NO_TOKENS = { inputTokens: 0, outputTokens: 0 };

/** Answers a title or checkpoint request in plain text: no thread, no sandbox, no tools. */
export async function answerSideRequest(
  side: SideRequest,
  { response, body, history, parts, gone }: SideContext,
): Promise<void> {
  const chat = await parts.models.get(undefined, {});
  // Rules know questions about data and nothing else.
  const model = chat.canSummarise ? chat : undefined;
  const meta = newMeta(body.model);
  if (side.kind === "title") {
    const content = await writeTitle(model, side.conversation, gone);
    response.json(completionBody(meta, { content, reasoning: "" }, NO_TOKENS));
    return;
  }
  const words = writeCheckpoint(model, history, gone);
  if (body.stream !== true) {
    let content = "";
    for await (const text of words) content += text;
    response.json(completionBody(meta, { content, reasoning: "" }, NO_TOKENS));
    return;
  }
  const stream = openChatStream(response, meta);
  await stream.begin();
  for await (const text of words) await stream.delta({ content: text });
  await stream.end(NO_TOKENS, body.stream_options?.include_usage === true);
}
