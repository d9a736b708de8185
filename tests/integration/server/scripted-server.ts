import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemorySaver } from "@langchain/langgraph";
import OpenAI from "openai";
import { createAssistantService } from "../../../src/assistants/assistant-service.ts";
import type { ApiKeyRecords } from "../../../src/persistence/records/api-key-records.ts";
import { readConfig } from "../../../src/config.ts";
import { createLogger } from "../../../src/logger.ts";
import { createApiKeys } from "../../../src/server/keys/api-keys.ts";
import { startServer, type RunningServer } from "../../../src/server/start-server.ts";
import { createDeletion } from "../../../src/delete-data.ts";
import { createFileStore } from "../../../src/files/file-store.ts";
import { toKey } from "../../../src/secrets/keyring.ts";
import { createAnalyst, freeLeases, type AnalystParts } from "../../helpers/analyst.ts";
import { TEST_KEY } from "../../helpers/assistants.ts";
import { createMemoryBytes } from "../../helpers/memory-bytes.ts";
import { createServerRecords } from "../../helpers/memory-records.ts";
import { NO_LIMITS } from "../../helpers/memory-store.ts";
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

/** Doubles; `records` are another server's, to be shared. */
export type ScriptedParts = Omit<AnalystParts, "records"> & {
  readonly records?: ReturnType<typeof createServerRecords>;
};

/** The real server over a real socket; behind it the engine on doubles. */
export async function startScriptedServer(
  parts: ScriptedParts,
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
  const { run, deps, ...application } = createApplication(parts);
  const server = await startServer({
    config,
    logger: createLogger("silent"),
    application: {
      run,
      deps,
      ...application,
      persistence: { apiKeys, ...application.records },
    },
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

/** The engine on doubles, with records that know of each other. */
function createApplication(parts: ScriptedParts) {
  const records = parts.records ?? createServerRecords();
  const bytes = createMemoryBytes();
  const files =
    parts.files ?? createFileStore({ bytes, records: records.files, limits: NO_LIMITS });
  const assistants = createAssistantService({
    records: records.assistants,
    files,
    keyring: async () => [toKey(TEST_KEY)] as const,
  });
  const { checkpointer = new MemorySaver(), leases = freeLeases, sandboxes } = parts;
  const shared = { ...parts, checkpointer, leases, records, files, assistants };
  const deletion = createDeletion({ ...records, checkpointer, leases, files, sandboxes });
  return { ...createAnalyst(shared), assistants, deletion, records };
}

/** The data of an event stream, parsed; comments left out. */
export async function readEvents(response: Response): Promise<unknown[]> {
  const text = await response.text();
  return text
    .split("\n\n")
    .filter((event) => event.startsWith("data: ") && event !== "data: [DONE]")
    .map((event) => JSON.parse(event.slice("data: ".length)) as unknown);
}
