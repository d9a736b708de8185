import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { OpenAddress } from "../../../tools/ports/sandbox.ts";
import { forwardRequest, targetOfRequest } from "./forward-request.ts";
import { CLOSED, isListed, parseAddress, type NetworkPolicy } from "./network-policy.ts";
import { directly, reach, type Reach } from "./reach.ts";
import { Refusal } from "./refusal.ts";

export interface RelayOptions {
  /** Where it listens: a UNIX socket that one sandbox sees. */
  readonly path: string;
  /** Milliseconds after which a connection over which nothing goes is closed. */
  readonly idleMs?: number;
  readonly maxConnections?: number;
  /** The system's own when absent. */
  readonly reach?: Reach;
}

/** A connection to the outside, by what it belongs to. */
interface Carried {
  readonly target: OpenAddress;
  readonly peer: Duplex;
  readonly listed: boolean;
}

/** The one way out of a sandbox: a forward proxy that decides what may be reached. */
export interface Relay {
  /** Holds from now on; connections that it does not allow any more are closed. */
  setPolicy(policy: NetworkPolicy): void;
  close(): Promise<void>;
}

/** A database's connection rests while a person thinks. */
const IDLE_MS = 30 * 60_000;
const MAX_CONNECTIONS = 128;
const HEADERS_MS = 20_000;

/** Starts the relay of one sandbox, which lets nothing pass until it is told. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { idleMs = IDLE_MS, reach: ways = directly } = options;
  let policy = CLOSED;
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: 0 });
  const open = new Map<Duplex, Carried>();
  const peers = new Set<Duplex>();
  server.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;

  /** Reaches a target for a peer, and sees to it that neither outlives the other. */
  async function reachFor(peer: Duplex, target: OpenAddress): Promise<Socket> {
    const asked = policy;
    const upstream = await reach(asked, target, ways);
    upstream.on("error", () => upstream.destroy());
    upstream.setTimeout(idleMs, () => upstream.destroy());
    // It took a while: the sandbox may be gone, or another policy hold.
    if (peer.destroyed || policy !== asked) {
      upstream.destroy();
      throw new Refusal(502, "The network of this sandbox has just changed");
    }
    open.set(upstream, { target, peer, listed: isListed(asked, target) });
    upstream.once("close", () => open.delete(upstream));
    return upstream;
  }

  async function tunnel(req: IncomingMessage, peer: Duplex, head: Buffer): Promise<void> {
    const target = parseAddress(req.url ?? "");
    if (target === undefined) throw new Refusal(400, "CONNECT takes host:port");
    const upstream = await reachFor(peer, target);
    req.socket.setTimeout(idleMs, () => peer.destroy());
    if (head.length > 0) upstream.write(head);
    peer.write("HTTP/1.1 200 Connection established\r\n\r\n");
    join(upstream, peer);
  }

  async function forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const wanted = targetOfRequest(req);
    const upstream = await reachFor(req.socket, wanted.target);
    forwardRequest(req, res, upstream, wanted);
  }

  server.on("connection", (socket) => {
    peers.add(socket);
    socket.once("close", () => peers.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  server.setTimeout(idleMs, (socket) => socket.destroy());
  server.on("connect", (req, peer, head) => {
    tunnel(req, peer, head).catch((error: unknown) => {
      const { status, message } = refusalOf(error);
      peer.end(`HTTP/1.1 ${status} ${message}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    });
  });
  server.on("request", (req, res) => {
    forward(req, res).catch((error: unknown) => {
      const { status, message } = refusalOf(error);
      res.writeHead(status, message, { connection: "close" }).end(`${message}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ path: options.path, backlog: MAX_CONNECTIONS }, resolve);
  });

  return {
    setPolicy(next) {
      policy = next;
      for (const [upstream, { target, peer, listed }] of open) {
        // What was listed may be a private address, which the internet does not cover.
        if (isListed(next, target) || (next.internet && !listed)) continue;
        upstream.destroy();
        peer.destroy();
      }
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of [...peers, ...open.keys()]) socket.destroy();
      await closed;
    },
  };
}

/** Carries bytes both ways. One that broke ends the other; one that ended leaves it time for the rest. */
function join(upstream: Duplex, peer: Duplex): void {
  upstream.pipe(peer);
  peer.pipe(upstream);
  upstream.once("close", () => {
    if (upstream.readableEnded) peer.resume();
    else peer.destroy();
  });
  peer.once("close", () => {
    if (peer.readableEnded) upstream.end(() => upstream.destroy());
    else upstream.destroy();
  });
}

function refusalOf(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(502, "The relay failed");
}
