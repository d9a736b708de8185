import { request, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { pipeline } from "node:stream";
import { parseAddress } from "./network-policy.ts";
import { Refusal } from "./refusal.ts";

/** Belong to one connection and not to what is carried over it. */
const HOP_BY_HOP = new Set([
  "connection",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Where a request that is meant for a proxy wants to go. Raises `Refusal`. */
export function targetOfRequest({ url = "" }: IncomingMessage) {
  const wanted = URL.canParse(url) ? new URL(url) : undefined;
  const target =
    wanted?.protocol === "http:"
      ? parseAddress(`${wanted.hostname}:${wanted.port === "" ? 80 : wanted.port}`)
      : undefined;
  if (wanted === undefined || target === undefined)
    throw new Refusal(400, "This is a proxy: it takes CONNECT, and GET http://host/");
  return { target, path: `${wanted.pathname}${wanted.search}`, host: wanted.host };
}

/** Carries one plain HTTP request over a connection, and its answer back. */
export function forwardRequest(
  req: IncomingMessage,
  res: ServerResponse,
  upstream: Socket,
  { path, host }: { path: string; host: string },
): void {
  const carried = request({
    createConnection: () => upstream,
    method: req.method,
    path,
    headers: [...endToEnd(req.rawHeaders), "Host", host, "Connection", "close"],
    setHost: false,
  });
  const fail = () => {
    upstream.destroy();
    if (res.headersSent) res.destroy();
    else res.writeHead(502, "The server hung up").end();
  };
  carried.once("error", fail);
  carried.once("response", (answer) => {
    try {
      res.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    } catch {
      // What a server says need not be what another may say.
      fail();
      return;
    }
    pipeline(answer, res, () => upstream.destroy());
  });
  res.once("close", () => upstream.destroy());
  pipeline(req, carried, (error) => {
    if (error !== undefined && error !== null) fail();
  });
}

function endToEnd(raw: readonly string[]): string[] {
  return raw.flatMap((name, at) =>
    at % 2 === 1 || HOP_BY_HOP.has(name.toLowerCase()) ? [] : [name, raw[at + 1] ?? ""],
  );
}
