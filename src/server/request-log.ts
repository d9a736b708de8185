import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Logger } from "../logger.ts";
import type { Identity } from "./auth/authenticate.ts";

const ID = /^[\w.-]{1,64}$/;

/** The path without what opens a file. */
const shownPath = (path: string) => path.replace(/^\/d\/[^/]*/, "/d/…").slice(0, 200);

/** One line per request when it is over; never a header, a body or a query. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get("x-request-id") ?? "";
    const id = ID.test(given) ? given : randomUUID();
    response.set("x-request-id", id);
    const startedAt = performance.now();
    response.once("close", () => {
      const { caller, keyName } = (response.locals.identity ?? {}) as Partial<Identity>;
      logger.info(
        {
          requestId: id,
          method: request.method,
          path: shownPath(request.originalUrl.replace(/\?.*$/, "")),
          status: response.statusCode,
          ms: Math.round(performance.now() - startedAt),
          user: caller?.userId,
          key: keyName,
          ...(response.writableFinished ? {} : { gone: true }),
        },
        "request",
      );
    });
    next();
  };
}
