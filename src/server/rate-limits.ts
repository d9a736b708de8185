import type { Request, RequestHandler, Response } from "express";
import { rateLimit } from "express-rate-limit";
import { AnalystError } from "../../tools/errors.ts";
import { ownerKey } from "../../tools/ports/caller.ts";
import type { Config } from "../config.ts";
import type { Identity } from "./auth/authenticate.ts";

const WINDOW_MS = 60_000;

const tooMany = (limit: number, what: { en: string; zh: string }) =>
  new AnalystError("rate_limited", {
    en: `More than ${limit} requests in a minute for this ${what.en}: wait a minute.`,
    zh: `该${what.zh}一分钟内的请求超过 ${limit} 次：请等待一分钟。`,
  });

/**
 * Limits per user and per key, each in its own minute of this process. The refusal is no 429: a minute
 * is longer than a client that asks again should wait.
 */
export function createRateLimits(
  { env }: Config,
  identityOf: (response: Response) => Identity,
): RequestHandler[] {
  const limiter = (
    limit: number,
    what: { en: string; zh: string },
    keyOf: (identity: Identity) => string,
  ) =>
    limit === 0
      ? []
      : [
          rateLimit({
            windowMs: WINDOW_MS,
            limit,
            standardHeaders: "draft-8",
            legacyHeaders: false,
            keyGenerator: (_request: Request, response: Response) => keyOf(identityOf(response)),
            handler: (_request, _response, next) => next(tooMany(limit, what)),
          }),
        ];
  return [
    ...limiter(env.SERVER_USER_REQUESTS_PER_MINUTE, { en: "user", zh: "用户" }, ({ caller }) =>
      ownerKey(caller),
    ),
    ...limiter(
      env.SERVER_KEY_REQUESTS_PER_MINUTE,
      { en: "key", zh: "密钥" },
      ({ keyName }) => keyName ?? "",
    ),
  ];
}
