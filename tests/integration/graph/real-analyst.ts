import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import type { RunEvent } from "../../../graphs/analyst/events.ts";
import {
  createAssistantService,
  type AssistantService,
} from "../../../src/assistants/assistant-service.ts";
import { readConfig } from "../../../src/config.ts";
import { createLocalStore } from "../../helpers/local-store.ts";
import { createLogger } from "../../../src/logger.ts";
import { createModels } from "../../../src/model/models.ts";
import { openPersistence } from "../../../src/persistence/open-persistence.ts";
import { createEngine } from "../../../src/run.ts";
import type { RunRequest } from "../../../src/run-request.ts";
import { openKeyring } from "../../../src/secrets/open-keyring.ts";
import { systemClock } from "../../../tools/ports/clock.ts";
import { startTestServer, type TestServer } from "../../contract/tools/test-server.ts";
import { LIMITS, type Run } from "../../helpers/analyst.ts";
import { callerOf } from "../../helpers/callers.ts";

export interface RealAnalyst {
  readonly mock: LLMock;
  readonly server: TestServer;
  readonly assistants: AssistantService;
  /** A file of the given content, to be asked about. */
  file(name: string, content: string | Uint8Array): Promise<string>;
  ask(
    question: string,
    request?: Partial<RunRequest> & { onEvent?: (event: RunEvent) => void },
  ): Promise<Run>;
  close(): Promise<void>;
}

/** The whole engine with nothing doubled but the model's server: real ChatOpenAI, SDK, sandbox, SQLite. */
export async function startRealAnalyst(): Promise<RealAnalyst> {
  const home = await mkdtemp(join(tmpdir(), "analyst-"));
  const mock = new LLMock({ chunkSize: 7, strict: true });
  await mock.start();
  const server = await startTestServer();
  const logger = createLogger("silent");
  const config = readConfig({
    OPENAI_API_KEY: "test",
    OPENAI_BASE_URL: `${mock.url}/v1`,
    OPENAI_MODEL: "scripted",
    MODEL_RETRIES: "0",
    E2B_ANALYST_HOME: home,
  });
  const persistence = await openPersistence(config, systemClock);
  const files = createLocalStore(join(home, "files"));
  const assistants = createAssistantService({
    records: persistence.assistants,
    files,
    keyring: async () => openKeyring(config),
  });
  const run = createEngine({
    deps: {
      models: createModels(config, logger),
      sandboxes: server.newPool(),
      files,
      clock: systemClock,
      limits: LIMITS,
      sandboxFacts: { libraries: [] },
    },
    ...persistence,
    assistants,
  });
  return {
    mock,
    server,
    assistants,
    async file(name, content) {
      const path = join(home, name);
      await writeFile(path, content);
      return path;
    },
    async ask(question, { onEvent, ...request } = {}) {
      const events: RunEvent[] = [];
      const whole = {
        question,
        files: [],
        caller: callerOf("ada"),
        threadId: crypto.randomUUID(),
        ...request,
      };
      for await (const event of run(whole)) {
        events.push(event);
        onEvent?.(event);
      }
      const finished = events.at(-1);
      if (finished?.type !== "run.finished") throw new Error("the run did not finish");
      return { events, finished, of: (type) => events.filter((e) => e.type === type) as never };
    },
    async close() {
      await server.close();
      await mock.stop();
      await persistence.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A call of `execute_code` in the form of the model's server. */
export function codeCall(id: string, code: string, step?: number) {
  return {
    id,
    name: "execute_code",
    arguments: JSON.stringify({ title: `Cell ${id}`, code, step }),
  };
}
