import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import OpenAI from "openai";
import { readConfig } from "../../../src/config.ts";
import { createLogger } from "../../../src/logger.ts";
import { openRuntime } from "../../../src/runtime.ts";
import { openServedFiles } from "../../../src/server/served-files.ts";
import { startServer } from "../../../src/server/start-server.ts";
import { startTestServer, type TestServer } from "../../contract/tools/test-server.ts";

export interface RealServers {
  readonly mock: LLMock;
  readonly sandboxes: TestServer;
  /** Another server on the same state, as after a restart or as a second replica. */
  start(): Promise<RealServer>;
  close(): Promise<void>;
}

export interface RealServer {
  readonly url: string;
  /** Asks in a conversation and gives the whole answer. */
  ask(messages: readonly object[], conversation: string, more?: RequestInit): Promise<string>;
  close(): Promise<void>;
}

/** The whole server with nothing doubled but the model's server. */
export async function openRealServers(): Promise<RealServers> {
  const home = await mkdtemp(join(tmpdir(), "real-server-"));
  const mock = new LLMock({ chunkSize: 7, strict: true });
  await mock.start();
  const sandboxes = await startTestServer();
  const { apiKey, apiUrl, sandboxUrl } = sandboxes.connection;
  const config = readConfig({
    E2B_ANALYST_HOME: home,
    E2B_API_KEY: apiKey,
    E2B_API_URL: apiUrl,
    E2B_SANDBOX_URL: sandboxUrl,
    OPENAI_API_KEY: "test",
    OPENAI_BASE_URL: `${mock.url}/v1`,
    OPENAI_MODEL: "scripted",
    MODEL_RETRIES: "0",
    SERVER_PORT: "0",
    SERVER_DRAIN_S: "0",
  });
  const logger = createLogger("error");
  const open = new Set<RealServer>();
  return {
    mock,
    sandboxes,
    async start() {
      const application = await openRuntime(config, logger, { progress: () => undefined });
      const files = await openServedFiles(config, application);
      const server = await startServer({ config, logger, application, files, checks: {} });
      const running: RealServer = {
        url: server.url,
        async ask(messages, conversation, more = {}) {
          const client = new OpenAI({
            apiKey: "none",
            baseURL: `${server.url}/v1`,
            maxRetries: 0,
            defaultHeaders: { "X-LibreChat-Conversation-Id": conversation },
          });
          const stream = await client.chat.completions.create(
            { model: "data-analyst", stream: true, messages: messages as never },
            { signal: more.signal },
          );
          let content = "";
          for await (const chunk of stream) content += chunk.choices[0]?.delta.content ?? "";
          return content.trim();
        },
        async close() {
          if (!open.delete(running)) return;
          await server.close();
          await application.close();
        },
      };
      open.add(running);
      return running;
    },
    async close() {
      for (const server of open) await server.close();
      await sandboxes.close();
      await mock.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
