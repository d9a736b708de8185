import { randomUUID } from "node:crypto";
import type { Artifact } from "../../../graphs/analyst/artifact.ts";
import type { RunEvent } from "../../../graphs/analyst/events.ts";
import type { Caller } from "../../../tools/ports/caller.ts";
import { AnalystError } from "../../../tools/errors.ts";
import { detectLanguage } from "../../../tools/words.ts";
import type { Assistant } from "../../assistants/assistant-schema.ts";
import { LOOK } from "../content/look-words.ts";
import { Narrator } from "../content/narrator.ts";
import { stopping } from "../live/stopping.ts";
import { threadIdOf } from "../openai/request-key.ts";
import { toOpenAiError } from "../openai/openai-errors.ts";
import { writeTitle } from "../openai/side-requests/title.ts";
import type { ServerParts } from "../server-parts.ts";
import { AnswerParts } from "./answer-parts.ts";
import { NO_PARENT, type ForkChatBody } from "./chat-body.ts";
import { ENDPOINT, filePath } from "./document.ts";

const PATIENCE_MS = 5_000;
/** A part is sent as a whole each time: not more often than this. */
const SEND_EVERY_MS = 100;

type Send = (data: object) => Promise<void>;

export interface ForkChat {
  readonly conversationId: string;
  readonly signal: AbortController;
  /** The last event, once there is one. */
  readonly end: Promise<object>;
  /** Runs to the end; nothing is sent before the run has begun. Raises what prevented it. */
  run(open: () => Send): Promise<void>;
}

/** One question of the fork's, with the messages that its database gets. */
export function createForkChat(
  parts: ServerParts,
  caller: Caller,
  assistant: Assistant,
  body: ForkChatBody,
): ForkChat {
  const given = body.conversationId ?? "new";
  const conversationId = given === "new" ? randomUUID() : given;
  const messageId = body.messageId ?? randomUUID();
  const files = body.files ?? [];
  const language = detectLanguage(body.text);
  const common = { conversationId, endpoint: ENDPOINT, model: assistant.id };
  const requestMessage = {
    ...common,
    messageId,
    parentMessageId: body.parentMessageId ?? NO_PARENT,
    sender: "User",
    text: body.text,
    isCreatedByUser: true,
    ...(files.length === 0 ? {} : { files }),
  };
  const isFirst = requestMessage.parentMessageId === NO_PARENT;
  const answer = new AnswerParts();
  const responseMessage = (more: object = {}) => ({
    ...common,
    messageId: body.responseMessageId ?? `${messageId}_`,
    parentMessageId: messageId,
    sender: assistant.name,
    isCreatedByUser: false,
    text: answer.text,
    content: answer.all,
    ...more,
  });
  const signal = new AbortController();
  const end = Promise.withResolvers<object>();
  end.promise.catch(() => undefined);

  const title = async (): Promise<string | undefined> => {
    if (!isFirst) return undefined;
    const chat = await parts.models.get(undefined, {});
    return writeTitle(chat.canSummarise ? chat : undefined, `User: ${body.text}`, signal.signal);
  };

  const links = new Map<string, string>();
  const noteLinks = async (event: RunEvent): Promise<void> => {
    const made: readonly Artifact[] =
      event.type === "artifact"
        ? [event.artifact]
        : event.type === "run.finished"
          ? event.artifacts
          : [];
    for (const file of made) {
      if (links.has(file.id)) continue;
      const isChart = file.kind === "chart";
      // A page shows a picture without the reader's token; a file is fetched with it.
      links.set(file.id, isChart ? await parts.link(caller, file) : filePath(caller, file));
    }
  };

  const explain = (error: unknown) => {
    if (!AnalystError.isInstance(error)) parts.logger.error({ err: error }, "a run failed");
    return toOpenAiError(error, language).body.error.message;
  };

  /** The stream of one run; returns why it broke off. */
  const stream = async (events: AsyncIterable<RunEvent>, open: () => Send) => {
    const narrator = new Narrator(({ id }) => links.get(id) ?? "");
    let send: Send | undefined;
    let sentAt = 0;
    let fault: string | undefined;
    let isCut = false;
    let runId = "";
    const flush = async () => {
      sentAt = Date.now();
      const place = { messageId: responseMessage().messageId, conversationId };
      for (const { index, part } of answer.takeChanged())
        await send?.({ index, ...part, ...place });
    };
    for await (const event of events) {
      if (event.type === "run.started") {
        runId = event.runId;
        send = open();
        const began = { requestMessage, responseMessage: responseMessage() };
        await send({ sync: true, conversationId, ...began });
      }
      await noteLinks(event);
      let isUrgent = false;
      for (const narration of narrator.event(event))
        isUrgent = answer.take(narration, Date.now()) || isUrgent;
      if (isUrgent || Date.now() - sentAt >= SEND_EVERY_MS) await flush();
      if (event.type === "usage") {
        const data = { runId, context_metrics: event.prompt };
        await send?.({ event: "on_context_metrics", data });
      }
      if (event.type === "run.finished") {
        isCut = event.stopReason === "cancelled";
        fault = isCut && parts.answers.isDraining ? stopping().say(language) : event.error?.message;
      }
    }
    return { send, flush, fault, isCut };
  };

  return {
    conversationId,
    signal,
    end: end.promise,
    async run(open) {
      let opened: Send | undefined;
      const openOnce = () => (opened ??= open());
      const titled = title().catch(() => undefined);
      try {
        const question = body.text.trim() === "" && files.length > 0 ? LOOK[language] : body.text;
        const events = parts.run({
          question,
          files: files.map(({ file_id }) => ({ fileId: file_id })),
          caller,
          threadId: threadIdOf(caller, conversationId, ""),
          assistantId: assistant.id,
          patienceMs: PATIENCE_MS,
          signal: signal.signal,
          ...(body.history
            ? { conversation: { conversationId, turns: body.history, shown: () => answer.text } }
            : {}),
        });
        let isCut = false;
        let fault: string | undefined;
        try {
          const told = await stream(events, openOnce);
          ({ isCut, fault } = told);
          await told.flush();
        } catch (error) {
          // Before anything was said it is the request that failed.
          if (opened === undefined) throw error;
          fault = explain(error);
        }
        if (fault !== undefined) answer.say(fault);
        const last = {
          final: true,
          conversation: {
            conversationId,
            endpoint: ENDPOINT,
            assistant_id: assistant.id,
            model: assistant.id,
          },
          title: await titled,
          requestMessage,
          responseMessage: responseMessage({ unfinished: isCut, error: false }),
        };
        end.resolve(last);
        await opened?.(last);
      } catch (error) {
        end.reject(error);
        throw error;
      }
    },
  };
}
