import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AnalystError } from "../../tools/errors.ts";

/** For a body of 180 MB over a slow line. */
const REQUEST_TIMEOUT_MS = 30 * 60_000;
/** Longer than the usual proxy keeps a connection, so that it is never the server that hangs up first. */
const KEEP_ALIVE_MS = 75_000;

const taken = (host: string, port: number, cause: NodeJS.ErrnoException) =>
  new AnalystError(
    "config_invalid",
    {
      en: `The server cannot listen on ${host}:${port} (${cause.code}). Set SERVER_PORT or SERVER_HOST.`,
      zh: `服务器无法监听 ${host}:${port}（${cause.code}）。请设置 SERVER_PORT 或 SERVER_HOST。`,
    },
    { cause },
  );

/** A server that accepts connections. Raises `config_invalid` for an address that cannot be had. */
export async function listen(
  app: RequestListener,
  host: string,
  port: number,
): Promise<{ server: Server; port: number }> {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    app,
  );
  const listening = once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    throw taken(host, port, error);
  });
  server.listen(port, host);
  await listening;
  return { server, port: (server.address() as AddressInfo).port };
}
