import { randomUUID } from "node:crypto";
import type { Request, Response as ExpressResponse } from "express";
import { readEvents } from "./event-reader.ts";
import { branchOf, type StoredMessage } from "./messages.ts";
import type { ForkRouterOptions } from "./options.ts";
import { userOf, type Upstream } from "./upstream.ts";

interface ChatBody {
  readonly conversationId?: string | null;
  readonly parentMessageId?: string | null;
  readonly messageId?: string | null;
  readonly files?: readonly { readonly file_id: string }[];
}

type Message = StoredMessage & Readonly<Record<string, unknown>>;
type Convo = Readonly<Record<string, unknown>>;

/** What of the stream is looked at. */
interface ChatEvent {
  readonly sync?: true;
  readonly final?: true;
  readonly requestMessage?: Message;
  readonly responseMessage?: Message;
  readonly conversation?: Convo;
  readonly title?: string;
  readonly type?: string;
  readonly index?: number;
}

/** A conversation talks to the assistant that its messages name. */
const convoOf = (message: Message | undefined): Convo => ({
  conversationId: message?.["conversationId"],
  endpoint: message?.["endpoint"],
  assistant_id: message?.["model"],
  model: message?.["model"],
});

const CONTEXT = { context: "e2b-assistants" };

async function passOn(response: ExpressResponse, answer: Response): Promise<void> {
  response
    .status(answer.status)
    .type("json")
    .send(await answer.text());
}

/** One chat: relayed as it comes, saved at its beginning and at its end, whatever way it ends. */
export function createChatRelay(options: ForkRouterOptions, upstream: Upstream) {
  const { saveConvo, saveMessage, getMessages, openFile } = options;

  /** The body with what only the fork knows: the branch, and the bytes of files. */
  const complete = async (request: Request, body: ChatBody) => {
    const { conversationId } = body;
    const isKnown = typeof conversationId === "string" && conversationId !== "new";
    const filter = { conversationId, user: userOf(request)?.id };
    const stored = isKnown ? ((await getMessages(filter)) ?? []) : [];
    const messageId = body.messageId ?? randomUUID();
    const answerId = `${messageId}_`;
    const isAgain = stored.some((message) => message.messageId === answerId);
    const files: object[] = [];
    for (const file of body.files ?? []) {
      if (openFile === undefined) files.push(file);
      else {
        const { name, body } = await openFile(request, file);
        files.push({ ...file, file_id: await upstream.upload(request, name, body) });
      }
    }
    return {
      isAsked: stored.some((message) => message.messageId === messageId),
      body: {
        ...body,
        messageId,
        files,
        responseMessageId: isAgain ? `${answerId}${randomUUID().slice(0, 8)}` : answerId,
        ...(isKnown ? { history: branchOf(stored, body.parentMessageId ?? "") } : {}),
      },
    };
  };

  /** Relays and saves to the end; resolves when all is saved. `onSync` is told the conversation. */
  return async function relay(
    request: Request,
    response: ExpressResponse,
    onSync: (conversationId: string) => void,
  ): Promise<void> {
    const { body, isAsked } = await complete(request, (request.body ?? {}) as ChatBody);
    const answer = await upstream.json(request, "/chat", "POST", body);
    const { body: events } = answer;
    if (!answer.ok || events === null) return passOn(response, answer);
    response.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-cache, no-transform",
      "X-Accel-Buffering": "no",
    });
    const send = (event: object) => {
      if (response.destroyed) return;
      response.write(`event: message\ndata: ${JSON.stringify(event)}\n\n`);
      // Compression of the host's would hold it back.
      (response as { flush?: () => void }).flush?.();
    };
    let began: ChatEvent | undefined;
    let last: ChatEvent | undefined;
    const content: object[] = [];
    response.once("close", () => {
      const conversationId = began?.requestMessage?.["conversationId"];
      if (response.writableFinished || last !== undefined || conversationId === undefined) return;
      // The run ends in good order, and its last event is still read here.
      upstream.json(request, "/chat/abort", "POST", { conversationId }).catch(() => undefined);
    });

    const begin = async (event: ChatEvent) => {
      const { requestMessage: asked } = event;
      began = event;
      onSync(String(asked?.["conversationId"]));
      await saveConvo(request, convoOf(asked), CONTEXT);
      if (asked !== undefined && !isAsked) await saveMessage(request, asked, CONTEXT);
    };
    const finish = async (event: ChatEvent) => {
      const { conversation, title, responseMessage } = event;
      last = event;
      if (responseMessage !== undefined) await saveMessage(request, responseMessage, CONTEXT);
      const named = title === undefined ? {} : { title };
      if (conversation !== undefined)
        await saveConvo(request, { ...conversation, ...named }, CONTEXT);
    };

    try {
      for await (const data of readEvents(events)) {
        const event = data as ChatEvent;
        if (event.sync === true) await begin(event);
        else if (event.final === true) await finish(event);
        else if (event.index !== undefined) {
          const { type = "" } = event;
          content[event.index] = { type, [type]: (event as Record<string, unknown>)[type] };
        }
        send(event);
      }
    } catch {
      // The server broke off: what came is what there is.
    }
    if (last === undefined && began !== undefined) {
      const { requestMessage, responseMessage } = began;
      const partial = { ...responseMessage, content, unfinished: true } as Message;
      const event: ChatEvent = {
        final: true,
        conversation: convoOf(requestMessage),
        requestMessage,
        responseMessage: partial,
      };
      await finish(event);
      send(event);
    }
    response.end();
  };
}
