import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { NextFunction, Request, RequestHandler, Response as ExpressResponse } from "express";
import type { ForkRouterOptions } from "./options.ts";
import { createChatRelay } from "./relay-chat.ts";
import { createUpstream, userOf } from "./upstream.ts";

export type { ForkRouterOptions, ForkUser } from "./options.ts";
export type { StoredMessage } from "./messages.ts";

const KEPT_HEADERS = ["content-type", "content-length", "content-disposition"];

const keyOf = (request: Request, conversationId: string) =>
  `${userOf(request)?.id}/${conversationId}`;

/**
 * The part that a fork of LibreChat mounts at `/api/e2b-assistants`: it authenticates with the fork's
 * own function, relays to the data analyst's server, and saves through the fork's own functions.
 */
export function createE2BAssistantsRouter(options: ForkRouterOptions): RequestHandler {
  const upstream = createUpstream(options);
  const relayChat = createChatRelay(options, upstream);
  /** Chats whose messages are not all saved yet, by user and conversation. */
  const open = new Map<string, Promise<void>>();

  const chat = async (request: Request, response: ExpressResponse) => {
    let key: string | undefined;
    const done = Promise.withResolvers<void>();
    try {
      await relayChat(request, response, (conversationId) => {
        key = keyOf(request, conversationId);
        open.set(key, done.promise);
      });
    } finally {
      done.resolve();
      if (key !== undefined && open.get(key) === done.promise) open.delete(key);
    }
  };

  const relay = async (request: Request, response: ExpressResponse) => {
    const { method } = request;
    const type = request.headers["content-type"] ?? "";
    const isForm = type.startsWith("multipart/");
    const hasBody = method !== "GET" && method !== "DELETE";
    const answer = isForm
      ? await upstream.raw(request, request.url, method, request, type)
      : await upstream.json(request, request.url, method, hasBody ? request.body : undefined);
    const { abortKey = "", conversationId = abortKey.split(":")[0] } = (request.body ?? {}) as {
      abortKey?: string;
      conversationId?: string;
    };
    // A reload right after a stop finds the answer.
    if (request.path.endsWith("/abort")) await open.get(keyOf(request, conversationId ?? ""));
    response.status(answer.status);
    for (const name of KEPT_HEADERS) {
      const value = answer.headers.get(name);
      // A body that was compressed on its way has another length here.
      const isOther = name === "content-length" && answer.headers.has("content-encoding");
      if (value !== null && !isOther) response.setHeader(name, value);
    }
    if (answer.body === null) return void response.end();
    await pipeline(Readable.fromWeb(answer.body as never), response);
  };

  const handle = async (request: Request, response: ExpressResponse, next: NextFunction) => {
    try {
      if (userOf(request) === undefined) {
        response.status(401).json({ error: "Log in first." });
        return;
      }
      const isChat = request.method === "POST" && request.path === "/chat";
      await (isChat ? chat : relay)(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else next(error);
    }
  };

  return (request, response, next) => {
    void options.auth(request, response, (error?: unknown) => {
      if (error !== undefined && error !== null) next(error);
      else void handle(request, response, next);
    });
  };
}
