import type { RequestHandler } from "express";
import { join } from "node:path";
import type { Artifact } from "../../graphs/analyst/artifact.ts";
import { AnalystError } from "../../tools/errors.ts";
import type { Caller } from "../../tools/ports/caller.ts";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import type { Application } from "../runtime.ts";
import { createApp } from "./app.ts";
import { createAuthenticator } from "./auth/authenticate.ts";
import { isLoopback } from "./auth/loopback.ts";
import type { ReadinessChecks } from "./health.ts";
import { createBodyReader } from "./incoming/read-body.ts";
import { createApiKeys } from "./keys/api-keys.ts";
import { listen } from "./listen.ts";
import { ActiveAnswers } from "./live/active-answers.ts";

/** Stored files as people open them: by an address that says what may be read, and nothing else. */
export interface ServedFiles {
  /** The path of a file's address, from `/d/` on. */
  readonly pathOf: (caller: Caller, artifact: Artifact) => Promise<string>;
  /** Answers these paths. */
  readonly handler: RequestHandler;
}

export interface ServerOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly application: Pick<Application, "run" | "assistants" | "deletion"> & {
    readonly deps: Pick<Application["deps"], "models" | "files">;
    readonly persistence: Pick<
      Application["persistence"],
      "apiKeys" | "apiObjects" | "files" | "threads"
    >;
  };
  readonly files: ServedFiles;
  readonly checks: ReadinessChecks;
}

export interface RunningServer {
  readonly url: string;
  /** No key is needed: only this machine can ask. */
  readonly isOpen: boolean;
  /** Lets running questions come to their end, within the grace time, and closes. */
  close(): Promise<void>;
}

const noKey = () =>
  new AnalystError("config_invalid", {
    en: "Beyond this machine the server needs an API key: make one with “e2b-analyst keys create NAME”, or set SERVER_HOST=127.0.0.1.",
    zh: "对本机以外开放的服务器需要 API 密钥：请用 “e2b-analyst keys create 名称” 创建，或设置 SERVER_HOST=127.0.0.1。",
  });

/** An address in a URL. */
const hostInUrl = (host: string) => {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
};

/** Starts the server. Raises `config_invalid`. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, logger, application, files, checks } = options;
  const { env } = config;
  const keys = createApiKeys(application.persistence.apiKeys);
  if (!isLoopback(env.SERVER_HOST) && !(await keys.areValid())) throw noKey();
  const bodies = createBodyReader(join(config.home, "incoming"), env.SERVER_BODY_MB);
  await bodies.clean();
  const answers = new ActiveAnswers();
  let url = "";
  const app = createApp({
    config,
    logger,
    run: application.run,
    assistants: application.assistants,
    models: application.deps.models,
    store: application.deps.files,
    persistence: application.persistence,
    deletion: application.deletion,
    authenticate: createAuthenticator(keys, config),
    answers,
    bodies,
    link: async (caller, artifact) =>
      `${(env.PUBLIC_URL ?? url).replace(/\/$/, "")}${await files.pathOf(caller, artifact)}`,
    files: files.handler,
    checks,
  });
  const { server, port } = await listen(app, env.SERVER_HOST, env.SERVER_PORT);
  url = `http://${hostInUrl(env.SERVER_HOST)}:${port}`;
  return {
    url,
    isOpen: !(await keys.wereMade()),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await answers.drain(env.SERVER_DRAIN_S * 1000);
      server.closeIdleConnections();
      // What is left has had its answer, or never sent a whole request.
      setTimeout(() => server.closeAllConnections(), 1_000).unref();
      await closed;
    },
  };
}
