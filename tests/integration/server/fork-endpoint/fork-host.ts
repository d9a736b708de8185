import { setImmediate } from "node:timers/promises";
import express, { type NextFunction, type Request, type Response } from "express";
import { listen } from "../../../../src/server/listen.ts";
import { createE2BAssistantsRouter } from "../../../../src/librechat-router/index.ts";
import type { ForkRouterOptions, StoredMessage } from "../../../../src/librechat-router/index.ts";

type Saved = StoredMessage & Record<string, unknown>;

/** An application that mounts the router, as a fork does, with its own users and its own database. */
export async function startForkHost(
  options: Pick<ForkRouterOptions, "url" | "key"> & Partial<ForkRouterOptions>,
) {
  const convos = new Map<string, Record<string, unknown>>();
  const messages = new Map<string, Saved>();
  const saves: string[] = [];
  let saved = Promise.withResolvers<void>();
  const app = express();
  app.use(express.json());
  app.use(
    "/api/e2b-assistants",
    createE2BAssistantsRouter({
      auth: (request: Request, response: Response, next: NextFunction) => {
        const id = request.headers["x-user"];
        if (typeof id !== "string") return void response.sendStatus(401);
        Object.assign(request, { user: { id, role: request.headers["x-role"] ?? "USER" } });
        next();
      },
      async saveConvo(request, convo) {
        const { conversationId = "" } = convo as { conversationId?: string };
        const user = (request as unknown as { user: { id: string } }).user.id;
        convos.set(conversationId, { ...convos.get(conversationId), ...convo, user });
        saves.push("convo");
      },
      async saveMessage(request, message) {
        const stored = structuredClone(message) as Saved;
        // As a database, it needs some turns of the event loop.
        for (let turn = 0; turn < 50; turn += 1) await setImmediate();
        const user = (request as unknown as { user: { id: string } }).user.id;
        messages.set(stored.messageId, { ...stored, user });
        saves.push(stored.isCreatedByUser === true ? "question" : "answer");
        if (stored.isCreatedByUser !== true) saved.resolve();
      },
      async getMessages(filter) {
        const { conversationId, user } = filter as Record<string, string>;
        return [...messages.values()].filter(
          (message) => message["conversationId"] === conversationId && message["user"] === user,
        );
      },
      ...options,
    }),
  );
  const { server, port } = await listen(app, "127.0.0.1", 0);
  const base = `http://127.0.0.1:${port}/api/e2b-assistants`;
  const call = async (path: string, init: RequestInit & { user?: string } = {}) =>
    fetch(base + path, {
      ...init,
      headers: {
        "content-type": "application/json",
        "x-user": init.user ?? "ada",
        ...(init.headers as Record<string, string>),
      },
    });
  return {
    base,
    convos,
    messages,
    saves,
    call,
    post: async (path: string, body: object, init: RequestInit & { user?: string } = {}) =>
      call(path, { method: "POST", body: JSON.stringify(body), ...init }),
    /** Resolves when the next answer is saved. */
    answerSaved: async () => saved.promise,
    renew: () => {
      saved = Promise.withResolvers();
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type ForkHost = Awaited<ReturnType<typeof startForkHost>>;

export interface ForkEvent {
  readonly sync?: true;
  readonly final?: true;
  readonly type?: string;
  readonly index?: number;
  readonly text?: { readonly value: string };
  readonly tool_call?: { readonly output: string; readonly progress: number };
  readonly requestMessage?: Saved;
  readonly responseMessage?: Saved & { readonly content: Record<string, unknown>[] };
  readonly conversation?: Record<string, unknown>;
  readonly title?: string;
  readonly event?: string;
}

/** The events as they come. */
export async function* eventsOf(response: globalThis.Response): AsyncGenerator<ForkEvent> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(piece, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const [name, data] = block.split("\n");
      if (name === "event: message") yield JSON.parse((data ?? "").slice(6)) as ForkEvent;
    }
  }
}

export async function allOf(response: globalThis.Response): Promise<ForkEvent[]> {
  const all: ForkEvent[] = [];
  for await (const event of eventsOf(response)) all.push(event);
  return all;
}
