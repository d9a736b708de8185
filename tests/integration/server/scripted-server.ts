import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { createAssistantService } from "../../../src/assistants/assistant-service.ts";
import type { ApiKeyRecords } from "../../../src/persistence/records/api-key-records.ts";
import { readConfig } from "../../../src/config.ts";
import { createLogger } from "../../../src/logger.ts";
import { createApiKeys } from "../../../src/server/keys/api-keys.ts";
import { startServer, type RunningServer } from "../../../src/server/start-server.ts";
import { createAnalyst, type AnalystParts } from "../../helpers/analyst.ts";
import { createMemoryApiKeys } from "../../helpers/memory-api-keys.ts";

export interface ScriptedServer {
  readonly server: RunningServer;
  readonly key: string;
  /** Its state folder. */
  readonly home: string;
  /** An ordinary OpenAI client that asks once. */
  client(headers?: Record<string, string>): OpenAI;
  /** A plain request with the key. */
  post(body: unknown, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** The real server over a real socket; behind it the engine on doubles. */
export async function startScriptedServer(
  parts: AnalystParts,
  env: Record<string, string> = {},
  apiKeys: ApiKeyRecords = createMemoryApiKeys(),
): Promise<ScriptedServer> {
  const home = await mkdtemp(join(tmpdir(), "server-"));
  const config = readConfig({
    E2B_ANALYST_HOME: home,
    SERVER_PORT: "0",
    SERVER_DRAIN_S: "0",
    ...env,
  });
  const { key } = await createApiKeys(apiKeys).create("test", "ada");
  const { run, deps, assistantRecords } = createAnalystWithAssistants(parts);
  const server = await startServer({
    config,
    logger: createLogger("silent"),
    application: { run, deps, assistants: assistantRecords, persistence: { apiKeys } },
    files: {
      pathOf: async (_caller, { name }) => `/d/token/${encodeURIComponent(name)}`,
      handler: (_request, _response, next) => next(),
    },
    checks: {},
  });
  return {
    server,
    key,
    home,
    client: (headers = {}) =>
      new OpenAI({
        apiKey: key,
        baseURL: `${server.url}/v1`,
        defaultHeaders: headers,
        maxRetries: 0,
      }),
    post: async (body, init = {}) =>
      fetch(`${server.url}/v1/chat/completions`, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...init,
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
          ...(init.headers as Record<string, string>),
        },
      }),
    async close() {
      await server.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function createAnalystWithAssistants(parts: AnalystParts) {
  const assistantRecords = createAssistantService({
    records: {
      insert: async () => Promise.reject(new Error("no assistants are made here")),
      find: async () => undefined,
      list: async () => [],
      after: async () => [],
      update: async () => Promise.reject(new Error("no assistants are changed here")),
      remove: async () => false,
    },
    files: { find: async () => undefined },
    keyring: async () => Promise.reject(new Error("no secrets are opened here")),
  });
  return { ...createAnalyst({ assistants: assistantRecords, ...parts }), assistantRecords };
}

/** The data of an event stream, parsed; comments left out. */
export async function readEvents(response: Response): Promise<unknown[]> {
  const text = await response.text();
  return text
    .split("\n\n")
    .filter((event) => event.startsWith("data: ") && event !== "data: [DONE]")
    .map((event) => JSON.parse(event.slice("data: ".length)) as unknown);
}
