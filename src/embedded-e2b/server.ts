import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Express, type RequestHandler } from "express";
import { AnalystError } from "../../tools/errors.ts";
import type { Logger } from "../logger.ts";
import { createActivity, type Activity } from "./activity.ts";
import { createAdminRouter } from "./control/admin-router.ts";
import { errorAnswers, sendError } from "./control/api-error.ts";
import { newApiKey } from "./control/identity.ts";
import { createControlRouter } from "./control/router.ts";
import { createSandboxes } from "./control/sandboxes.ts";
import { ENVD_VERSION } from "./envd/version.ts";
import { createWarmPool } from "./pool/warm-pool.ts";
import { CLOSED } from "./relay/network-policy.ts";
import { targetOf } from "./routing.ts";
import { createSandboxTraffic } from "./sandbox-traffic.ts";
import { openWorkspace, type WorkspaceOptions, type WorkspaceRequest } from "./workspace.ts";

const HOST = "127.0.0.1";
const KEEP_ALIVE_MS = 65_000;
const POOL_QUIET_MS = 2000;
const POOL_PATIENCE_MS = 20_000;
const DEFAULT_MAX_SANDBOXES = 20;
const DEFAULT_KEEPALIVE_MS = 5000;
const DEFAULT_TIMING = { signalAfterMs: 5000, killAfterMs: 25_000 };

export interface EmbeddedServerOptions extends Pick<
  WorkspaceOptions,
  "createBox" | "environment" | "box"
> {
  /** 0 = any free one. */
  readonly port: number;
  /** Random when absent. */
  readonly apiKey?: string;
  readonly pool: number;
  /** Bytes that one run may send to its client. */
  readonly outputBytes: number;
  readonly maxSandboxes?: number;
  /** At the limit of sandboxes, one unused for so long makes room for another; never when absent. */
  readonly evictAfterMs?: number;
  /** At most this long nothing is sent to a client that waits for a run. */
  readonly keepaliveMs?: number;
  readonly timing?: WorkspaceOptions["timing"];
  /** Equal for servers of the same code and configuration. */
  readonly fingerprint?: string;
  /** Called when a launcher tells the server to end. */
  readonly onStop?: () => void;
  readonly logger: Logger;
}

export interface EmbeddedServer {
  /** To be given to the SDK as `apiUrl` and as `sandboxUrl`. */
  readonly url: string;
  readonly port: number;
  readonly apiKey: string;
  /** Sandboxes that live or are being made, those in the pool apart. */
  readonly sandboxes: number;
  /** Resolves when the pool is warm. */
  warm(): Promise<void>;
  /** Milliseconds since the last request ended, 0 while one is open. */
  quietMs(): number;
  /** Kills every sandbox and closes every connection. */
  close(): Promise<void>;
}

/** Starts the embedded E2B server on loopback. Raises `sandbox_setup` when the port is taken. */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { logger } = options;
  const apiKey = options.apiKey ?? newApiKey();
  const activity = createActivity(Date.now);
  const open = (request: WorkspaceRequest) =>
    openWorkspace(
      {
        ...options,
        timing: options.timing ?? DEFAULT_TIMING,
        maxContentBytes: options.outputBytes,
      },
      request,
    );
  const app = express();
  const server = createServer(app);
  const port = await listen(server, options.port);
  const pool = createWarmPool({
    size: options.pool,
    open: () => open({ interpreter: true, network: CLOSED, envs: {} }),
    activity,
    quietMs: POOL_QUIET_MS,
    patienceMs: POOL_PATIENCE_MS,
    now: Date.now,
    logger,
  });
  const sandboxes = createSandboxes({
    maxSandboxes: options.maxSandboxes ?? DEFAULT_MAX_SANDBOXES,
    evictAfterMs: options.evictAfterMs,
    now: Date.now,
    logger,
    async open(request) {
      const ready = request.interpreter ? await pool.take() : undefined;
      if (ready === undefined) return open(request);
      ready.box.setEnvs(request.envs);
      ready.contexts?.setEnvs(request.envs);
      try {
        await ready.box.setNetwork(request.network);
      } catch (error) {
        await ready.box.kill();
        throw error;
      }
      return ready;
    },
  });
  const control = createControlRouter({
    sandboxes,
    apiKey,
    now: Date.now,
    logger,
    admin: createAdminRouter({
      sandboxes,
      fingerprint: options.fingerprint ?? "",
      onStop: options.onStop ?? (() => undefined),
    }),
    presentation: () => ({
      envdVersion: ENVD_VERSION,
      domain: `localhost:${port}`,
      memoryMb: options.box.limits.memoryMb,
      diskMb: options.box.limits.diskMb,
    }),
  });
  const traffic = createSandboxTraffic({
    sandboxes,
    keepaliveMs: options.keepaliveMs ?? DEFAULT_KEEPALIVE_MS,
    outputBytes: options.outputBytes,
    logger,
  });
  mount(app, logger, activity, (req, res, next) => {
    const target = targetOf(req, () => sandboxes.all());
    if (target.kind === "invalid") sendError(res, 400, target.message);
    else if (target.kind === "sandbox") traffic(target.id, target.port)(req, res, next);
    else control(req, res, next);
  });
  return {
    url: `http://${HOST}:${port}`,
    port,
    apiKey,
    get sandboxes() {
      return sandboxes.count;
    },
    warm: () => pool.warm(),
    quietMs: () => activity.quietMs(),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([pool.close(), sandboxes.killAll()]);
      server.closeAllConnections();
      await closed;
    },
  };
}

function mount(app: Express, logger: Logger, activity: Activity, dispatch: RequestHandler): void {
  app.disable("x-powered-by");
  app.disable("etag");
  app.use((_req, res, next) => {
    res.once("close", activity.begin());
    next();
  });
  app.use(dispatch);
  app.use(errorAnswers(logger));
}

/** A long upload, a silent run and an idle connection are all normal here. */
async function listen(server: Server, port: number): Promise<number> {
  server.requestTimeout = 0;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 1000;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, HOST, resolve);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new AnalystError("sandbox_setup", {
      en: `Port ${port} is taken by another program. Set EMBEDDED_SANDBOX_PORT to a free one, or to 0 for any.`,
      zh: `端口 ${port} 已被其他程序占用。请把 EMBEDDED_SANDBOX_PORT 设为空闲端口，或设为 0 自动选择。`,
    });
  }
  return (server.address() as AddressInfo).port;
}
