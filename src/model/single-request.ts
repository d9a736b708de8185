import { AnalystError } from "../../tools/errors.ts";
import { causesOf } from "./causes.ts";
import type { Provider } from "./endpoint.ts";
import { noAnswer, unreachable } from "./fault-words.ts";
import { guardBody } from "./guard-body.ts";

/** An error body is a few hundred bytes; more is not read. */
const ERROR_BODY_LIMIT = 64 * 1024;

/** How one request ended: with an answer whose body is guarded, a refusal, or no connection. */
export type Outcome =
  | { readonly kind: "answer"; readonly response: Response }
  | { readonly kind: "refusal"; readonly response: Response; readonly body: unknown }
  | { readonly kind: "no_connection"; readonly code?: string; readonly fault: AnalystError };

export interface RequestLimits {
  readonly provider: Provider;
  /** Milliseconds until the first byte, and between two. */
  readonly timeoutMs: number;
}

/** Sends one request. Raises the signal's reason when the caller aborts, `model_unreachable` on silence. */
export async function sendOnce(
  url: URL,
  init: RequestInit,
  { provider, timeoutMs }: RequestLimits,
): Promise<Outcome> {
  const own = new AbortController();
  const silence = new AnalystError("model_unreachable", noAnswer(timeoutMs), { retryable: true });
  const timer = setTimeout(() => own.abort(silence), timeoutMs);
  const signal = AbortSignal.any([own.signal, ...(init.signal ? [init.signal] : [])]);
  try {
    const response = await fetch(url, { ...init, signal });
    if (!response.ok) return await readRefusal(response);
    const events = response.headers.get("content-type")?.includes("text/event-stream") ?? false;
    const body =
      response.body &&
      guardBody(response.body, { idleMs: timeoutMs, events, abort: () => own.abort() });
    const { status, statusText, headers } = response;
    return { kind: "answer", response: new Response(body, { status, statusText, headers }) };
  } catch (error) {
    if (signal.aborted) throw error;
    const code = systemCode(error);
    const words = unreachable(provider, url.host, code ?? "no connection");
    const fault = new AnalystError("model_unreachable", words, { retryable: true });
    return { kind: "no_connection", code, fault };
  } finally {
    clearTimeout(timer);
  }
}

async function readRefusal(response: Response): Promise<Outcome> {
  const text = await readBounded(response);
  const { status, statusText, headers } = response;
  const again = new Response(text, { status, statusText, headers });
  return { kind: "refusal", response: again, body: parseJson(text) };
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > ERROR_BODY_LIMIT) break;
  }
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch` hides the system's own code one or two causes down. */
function systemCode(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
  }
  return undefined;
}
