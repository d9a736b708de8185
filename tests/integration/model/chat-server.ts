import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** Answers one request. */
export type Answer = (response: ServerResponse) => void;

export interface ChatServer {
  /** With `/v1`, as a base URL. */
  readonly url: string;
  readonly origin: string;
  readonly requests: SeenRequest[];
  /** Ends the server; fails when an answer is left over or a request came too much. */
  finish(): Promise<void>;
}

/** A server on loopback that answers each request with the next of `answers`. */
export async function startChatServer(...answers: Answer[]): Promise<ChatServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, unknown>;
      const { url = "", headers } = request;
      const answer = answers[requests.push({ url, headers, body }) - 1];
      if (answer === undefined) json(418, { error: { message: "beyond the script" } })(response);
      else answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/v1`,
    origin,
    requests,
    async finish() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (requests.length !== answers.length) {
        throw new Error(`${requests.length} requests came, ${answers.length} were scripted`);
      }
    },
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

/** An error as OpenAI words it. */
export function refusal(
  status: number,
  error: { message?: string; code?: string | null; param?: string | null },
  headers: Record<string, string> = {},
): Answer {
  return json(status, { error: { message: "no", type: "x", ...error } }, headers);
}

export interface StreamEnd {
  /** `whole` ends as OpenAI does; `closed` ends the response early; `torn` cuts the socket; `open` goes quiet. */
  readonly end?: "whole" | "closed" | "torn" | "open";
}

/** Streams a text in words. */
export function stream(text: string, { end = "whole" }: StreamEnd = {}): Answer {
  return (response) => {
    const send = openStream(response);
    send({ role: "assistant", content: "" });
    for (const word of text.match(/\S+\s*/g) ?? []) send({ content: word });
    if (end === "open") return;
    if (end === "torn") {
      // The words must have left before the socket goes.
      response.write("", () => response.destroy());
      return;
    }
    if (end === "whole") finishStream(response, send, "stop");
    response.end();
  };
}

/** Streams one tool call. */
export function toolCall(name: string, args: Record<string, unknown>): Answer {
  return (response) => {
    const send = openStream(response);
    const call = { index: 0, id: "call_1", type: "function" };
    const fn = { name, arguments: JSON.stringify(args) };
    send({ role: "assistant", content: null, tool_calls: [{ ...call, function: fn }] });
    finishStream(response, send, "tool_calls");
    response.end();
  };
}

type Send = (delta: unknown, finish?: string) => void;

function openStream(response: ServerResponse): Send {
  response.writeHead(200, { "content-type": "text/event-stream" });
  return (delta, finish) =>
    writeChunk(response, { choices: [{ index: 0, delta, finish_reason: finish ?? null }] });
}

function finishStream(response: ServerResponse, send: Send, reason: string): void {
  send({}, reason);
  const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
  writeChunk(response, { choices: [], usage });
  response.write("data: [DONE]\n\n");
}

function writeChunk(response: ServerResponse, fields: Record<string, unknown>): void {
  const chunk = { id: "c1", object: "chat.completion.chunk", model: "m", ...fields };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

/** Takes the request and never answers. */
export const silence: Answer = () => {};
