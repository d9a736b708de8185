import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { AnalystError } from "../../tools/errors.ts";
import type { Logger } from "../logger.ts";
import { Carrier } from "./causes.ts";
import { findRefusedParameter } from "./refused-parameter.ts";
import { pauseAfterConnectFault, pauseAfterStatus } from "./retry-policy.ts";
import { sendOnce, type Outcome, type RequestLimits } from "./single-request.ts";

export interface ModelFetchOptions extends RequestLimits {
  readonly retries: number;
  /** Parameters that this model refused before; grows while the process lives. */
  readonly refused: Set<string>;
  /** False for a server without keys: then no made-up one is sent. */
  readonly sendsKey: boolean;
  readonly logger: Logger;
}

const Body = z.record(z.string(), z.unknown());
const CodedFault = z.object({ error: z.object({ code: z.string() }) });

/**
 * The `fetch` of one model, and the only place that retries, waits and gives up: LangChain's and
 * the SDK's own retries are off. Once an answer has begun nothing is asked again, so that no text
 * reaches the person twice.
 */
export function createModelFetch(options: ModelFetchOptions): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    if (!options.sendsKey) headers.delete("authorization");
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await sendAccepted(url, { ...init, headers }, options).catch(carry);
      const pause = attempt < options.retries ? pauseAfter(outcome, attempt) : undefined;
      if (pause === undefined) {
        if (outcome.kind === "no_connection") carry(outcome.fault);
        return outcome.response;
      }
      options.logger.info(
        { attempt: attempt + 1, pauseMs: Math.round(pause) },
        "model call retried",
      );
      await sleep(pause, undefined, { signal: init.signal ?? undefined });
    }
  };
}

function carry(fault: unknown): never {
  throw AnalystError.isInstance(fault) ? new Carrier(fault) : fault;
}

/** Sends the request and leaves out, for good, each parameter that the model says it cannot take. */
async function sendAccepted(
  url: URL,
  init: RequestInit,
  options: ModelFetchOptions,
): Promise<Outcome> {
  const { refused, logger } = options;
  for (;;) {
    const body = withoutParameters(init.body, refused);
    const outcome = await sendOnce(url, { ...init, body }, options);
    if (outcome.kind !== "refusal" || ![400, 422].includes(outcome.response.status)) return outcome;
    const parameter = findRefusedParameter(outcome.body, parseBody(body));
    if (parameter === undefined) return outcome;
    refused.add(parameter);
    logger.info({ parameter }, "model refuses a parameter, it is left out from now on");
  }
}

function pauseAfter(outcome: Outcome, attempt: number): number | undefined {
  switch (outcome.kind) {
    case "answer":
      return undefined;
    case "no_connection":
      return pauseAfterConnectFault(outcome.code, attempt);
    case "refusal": {
      const { status, headers } = outcome.response;
      const errorCode = CodedFault.safeParse(outcome.body).data?.error.code;
      return pauseAfterStatus({ status, headers, errorCode }, attempt, Date.now());
    }
  }
}

function parseBody(body: RequestInit["body"]): Record<string, unknown> {
  return typeof body === "string" ? Body.parse(JSON.parse(body)) : {};
}

function withoutParameters(
  body: RequestInit["body"],
  refused: ReadonlySet<string>,
): RequestInit["body"] {
  if (refused.size === 0 || typeof body !== "string") return body;
  const kept = Object.entries(parseBody(body)).filter(([key]) => !refused.has(key));
  return JSON.stringify(Object.fromEntries(kept));
}
