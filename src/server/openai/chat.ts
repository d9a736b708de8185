import { setTimeout as sleep } from "node:timers/promises";
import type { Request, Response } from "express";
import { AnalystError } from "../../../tools/errors.ts";
import { detectLanguage, type Language } from "../../../tools/words.ts";
import type { Identity } from "../auth/authenticate.ts";
import type { Piece } from "../content/composer.ts";
import { stopping } from "../live/stopping.ts";
import type { AnswerEnd, LiveAnswer } from "../live/live-answer.ts";
import type { ServerParts } from "../server-parts.ts";
import { parseChatBody, type ChatBody } from "./chat-body.ts";
import { openChatStream } from "./chat-stream.ts";
import { completionBody, newMeta, type AnswerMeta } from "./chunks.ts";
import { splitHistory, type History } from "./messages/split-history.ts";
import { toOpenAiError, type OpenAiError } from "./openai-errors.ts";
import { languageOf, readQuestion } from "./read-question.ts";
import { answerSideRequest } from "./side-requests/answer.ts";
import { recogniseSideRequest } from "./side-requests/recognise.ts";

/** What is found wrong so soon is answered with a status of its own; later the stream has begun. */
const HEADERS_AFTER_MS = 500;

/** Aborted when the client goes away before it has its answer. */
function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** The error of a run that ended with one, or was stopped for the server's sake. */
function errorOf(end: AnswerEnd, parts: ServerParts, language: Language): OpenAiError | undefined {
  if (end.error !== undefined) {
    const { code, message } = end.error;
    return { status: 400, body: { error: { message, type: "server_error", param: null, code } } };
  }
  const isOurs = end.stopReason === "cancelled" && parts.answers.isDraining;
  return isOurs ? toOpenAiError(stopping(), language) : undefined;
}

const delta = ({ kind, text }: Piece) =>
  kind === "content" ? { content: text } : { reasoning_content: text };

async function stream(
  response: Response,
  meta: AnswerMeta,
  answer: LiveAnswer,
  pieces: AsyncIterable<Piece>,
  body: ChatBody,
  parts: ServerParts,
  language: Language,
): Promise<void> {
  const chat = openChatStream(response, meta);
  await chat.begin();
  for await (const piece of pieces) {
    if (response.destroyed) return;
    await chat.delta(delta(piece));
  }
  try {
    const end = await answer.end;
    const error = errorOf(end, parts, language);
    if (error !== undefined) await chat.fail(error);
    else await chat.end(end.usage, body.stream_options?.include_usage === true);
  } catch (error) {
    logUnexpected(error, parts);
    await chat.fail(toOpenAiError(error, language));
  }
}

async function whole(
  response: Response,
  meta: AnswerMeta,
  answer: LiveAnswer,
  pieces: AsyncIterable<Piece>,
  parts: ServerParts,
  language: Language,
): Promise<void> {
  const said = { content: "", reasoning: "" };
  for await (const { kind, text } of pieces) said[kind] += text;
  const end = await answer.end;
  const error = errorOf(end, parts, language);
  if (error !== undefined) response.status(error.status).json(error.body);
  else response.json(completionBody(meta, said, end.usage));
}

/** A defect is for the log; what is expected was said to the person. */
export function logUnexpected(error: unknown, { logger }: Pick<ServerParts, "logger">): void {
  if (!AnalystError.isInstance(error)) logger.error({ err: error }, "a request failed");
}

async function answerQuestion(
  request: Request,
  response: Response,
  identity: Identity,
  body: ChatBody,
  history: History,
  incoming: Awaited<ReturnType<ServerParts["bodies"]["read"]>>,
  parts: ServerParts,
): Promise<void> {
  if (parts.answers.isDraining) throw stopping();
  const language = languageOf(history);
  const { run, conversation, notes } = await readQuestion(
    request,
    identity,
    body,
    history,
    incoming,
    parts.config,
  );
  const steps = body.steps ?? "full";
  const key =
    conversation.request === undefined ? undefined : `${run.threadId}/${conversation.request}`;
  const known = parts.answers.find(key);
  // The files of a request that somebody else's run answers are not needed.
  if (known !== undefined) await incoming.remove();
  const answer =
    known ??
    parts.answers.begin(key, {
      run: (signal, shown) =>
        parts.run({ ...run, signal, conversation: { ...conversation, shown } }),
      composer: { steps, notes },
      link: async (artifact) => parts.link(identity.caller, artifact),
      onEnd: incoming.remove,
    });
  const reader = answer.join();
  const gone = goneSignal(response);
  gone.addEventListener("abort", reader.leave, { once: true });
  if (gone.aborted) reader.leave();
  try {
    const meta = newMeta(body.model);
    if (body.stream !== true) {
      await whole(response, meta, answer, reader.pieces(), parts, language);
      return;
    }
    await Promise.race([
      answer.started,
      sleep(HEADERS_AFTER_MS, undefined, { signal: gone }).catch(() => undefined),
    ]);
    await stream(response, meta, answer, reader.pieces(), body, parts, language);
  } finally {
    reader.leave();
  }
}

/** `POST /v1/chat/completions`. Raises what is wrong before anything was said. */
export function createChatHandler(parts: ServerParts) {
  return async (request: Request, response: Response, identity: Identity): Promise<void> => {
    const incoming = await parts.bodies.read(request);
    let isTaken = false;
    let language: Language = "en";
    try {
      const body = parseChatBody(incoming.value);
      const history = splitHistory(body.messages);
      language = languageOf(history);
      const side = recogniseSideRequest(body);
      if (side !== undefined) {
        await answerSideRequest(side, {
          response,
          body,
          history,
          parts,
          gone: goneSignal(response),
        });
        return;
      }
      isTaken = true;
      await answerQuestion(request, response, identity, body, history, incoming, parts);
    } catch (error) {
      logUnexpected(error, parts);
      if (response.headersSent) return void response.destroy();
      const { status, body } = toOpenAiError(error, language);
      response
        .status(status)
        .set("x-should-retry", String(status === 503))
        .json(body);
    } finally {
      if (!isTaken) await incoming.remove();
    }
  };
}

/** For a fault that is found before the request's own words are read. */
export function languageOfHeaders({ headers }: Pick<Request, "headers">): Language {
  return /^zh\b/i.test(headers["accept-language"] ?? "") ? "zh" : detectLanguage("");
}
