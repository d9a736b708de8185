import type { AnalystDeps } from "../graphs/analyst/deps.ts";
import { systemClock } from "../tools/ports/clock.ts";
import type { Language } from "../tools/words.ts";
import { createAssistantService, type AssistantService } from "./assistants/assistant-service.ts";
import type { Config } from "./config.ts";
import type { Progress } from "./embedded-e2b/environment/types.ts";
import { openFileStore } from "./files/open-file-store.ts";
import { createDeletion } from "./delete-data.ts";
import type { Logger } from "./logger.ts";
import { createModels } from "./model/models.ts";
import { openPersistence } from "./persistence/open-persistence.ts";
import type { Persistence } from "./persistence/persistence.ts";
import { pruneQuietly } from "./persistence/pruning/prune-quietly.ts";
import { createEngine } from "./run.ts";
import type { Runtime } from "./run-request.ts";
import { openKeyring } from "./secrets/open-keyring.ts";
import { readSandboxFacts } from "./sandbox-facts.ts";
import { openSandboxes } from "./sandboxes.ts";
import { createTidying } from "./tidy-sandboxes.ts";

export interface RuntimeOptions {
  readonly progress: Progress;
  readonly language?: Language;
}

/** What the graph needs, from the configuration. Nothing is started or connected before it is used. */
export async function openDeps(
  config: Config,
  logger: Logger,
  options: RuntimeOptions,
  persistence: Pick<Persistence, "files" | "leases">,
): Promise<AnalystDeps> {
  const { env } = config;
  return {
    models: createModels(config, logger),
    sandboxes: openSandboxes(config, logger, { ...options, leases: persistence.leases }),
    files: await openFileStore(config, persistence),
    clock: systemClock,
    limits: {
      cellTimeoutS: env.ANALYST_CELL_TIMEOUT_S,
      maxCells: env.ANALYST_MAX_CELLS,
      maxRepairs: env.ANALYST_MAX_REPAIRS,
      timeLimitS: env.ANALYST_RUN_TIME_LIMIT_S,
      replayLimitS: env.ANALYST_REPLAY_LIMIT_S,
      codePolicy: env.ANALYST_CODE_POLICY,
    },
    sandboxFacts: await readSandboxFacts(config),
  };
}

const DAY_MS = 86_400_000;

/** The engine with what it stands on, for ways in that keep keys or look at files themselves. */
export interface Application extends Runtime {
  readonly assistants: AssistantService;
  readonly deps: AnalystDeps;
  readonly persistence: Persistence;
}

/** Puts the application together. `close` leaves sandboxes alive: the next run finds them by their id. */
export async function openRuntime(
  config: Config,
  logger: Logger,
  options: RuntimeOptions,
): Promise<Application> {
  const persistence = await openPersistence(config, systemClock);
  const deps = await openDeps(config, logger, options, persistence);
  const assistants = createAssistantService({
    records: persistence.assistants,
    files: deps.files,
    keyring: async () => openKeyring(config),
  });
  const prune = pruneQuietly(persistence.prune, logger);
  const tidying = createTidying({
    ...persistence,
    sandboxes: deps.sandboxes,
    clock: systemClock,
    logger,
    keepMs: config.env.E2B_SANDBOX_KEEP_DAYS * DAY_MS,
  });
  const engine = createEngine({ deps, ...persistence, assistants, prune });
  return {
    async *run(request) {
      yield* engine(request);
      tidying.now();
    },
    async close() {
      await tidying.settled();
      await persistence.close();
    },
    assistants,
    deletion: createDeletion({ ...persistence, files: deps.files, sandboxes: deps.sandboxes }),
    deps,
    persistence,
  };
}
