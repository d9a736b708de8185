import { MemorySaver } from "@langchain/langgraph";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type { AnalystDeps, RunLimits } from "../../graphs/analyst/deps.ts";
import type { RunEvent } from "../../graphs/analyst/events.ts";
import type { AssistantService } from "../../src/assistants/assistant-service.ts";
import { asAnalystModel } from "../../src/model/analyst-model.ts";
import { createEngine } from "../../src/run.ts";
import type { RunRequest } from "../../src/run-request.ts";
import { systemClock, type Clock } from "../../tools/ports/clock.ts";
import type { FileStore } from "../../tools/ports/file-store.ts";
import type { Leases } from "../../tools/ports/lease.ts";
import type { AcquireRequest, Sandbox, SandboxPool } from "../../tools/ports/sandbox.ts";
import { createMemoryRecords } from "./memory-records.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { ScriptedModel } from "./scripted-model.ts";
import { callerOf } from "./callers.ts";

export const LIMITS: RunLimits = {
  cellTimeoutS: 60,
  maxCells: 20,
  maxRepairs: 3,
  timeLimitS: 0,
  replayLimitS: 60,
  codePolicy: "standard",
};

/** Everybody gets the lease. */
export const freeLeases: Leases = { acquire: async () => ({ release: async () => undefined }) };

/** Hands out the given sandboxes one after the other: each one after the first replaces a lost one. */
export function poolOf(
  ...sandboxes: Sandbox[]
): SandboxPool & { acquired: string[]; requests: AcquireRequest[] } {
  const acquired: string[] = [];
  const requests: AcquireRequest[] = [];
  let current: Sandbox | undefined;
  const rest = [...sandboxes];
  return {
    acquired,
    requests,
    async acquire(request) {
      requests.push(request);
      const { sandboxId } = request;
      if (current !== undefined) return { sandbox: current, status: "reused" };
      const next = rest.shift();
      if (next === undefined) throw new Error("no sandbox is left in the script");
      current = next;
      acquired.push(next.id);
      return { sandbox: next, status: sandboxId === undefined ? "created" : "replaced" };
    },
    live: () => current,
    forget: () => {
      current = undefined;
    },
    kill: async () => true,
    async release() {
      const killed = current === undefined ? 0 : 1;
      current = undefined;
      return killed;
    },
  };
}

export interface AnalystParts {
  readonly model: ScriptedModel;
  readonly sandboxes: SandboxPool;
  readonly files?: FileStore;
  readonly limits?: Partial<RunLimits>;
  /** What the model may be sent; absent: what is usual. */
  readonly contextTokens?: number;
  readonly checkpointer?: BaseCheckpointSaver;
  readonly assistants?: Pick<AssistantService, "open">;
  readonly clock?: Clock;
  /** Of another analyst, to be shared. */
  readonly records?: ReturnType<typeof createMemoryRecords>;
  readonly leases?: Leases;
  readonly prune?: (threadId: string) => Promise<void>;
  /** Told how each model is asked for. */
  readonly onModel?: (...call: Parameters<AnalystDeps["models"]["get"]>) => void;
  /** The model cannot sum up, as the offline model. */
  readonly isRules?: boolean;
}

export interface Run {
  readonly events: RunEvent[];
  readonly finished: Extract<RunEvent, { type: "run.finished" }>;
  readonly of: <T extends RunEvent["type"]>(type: T) => Extract<RunEvent, { type: T }>[];
}

/** The engine on doubles; `ask` runs one question to its end, on one thread unless told otherwise. */
export function createAnalyst(parts: AnalystParts) {
  const { model, sandboxes, files, limits, contextTokens, checkpointer } = parts;
  const { assistants, onModel, clock = systemClock, records, leases } = parts;
  const scripted = asAnalystModel(model, { provider: "openai", name: "scripted" }, contextTokens);
  const port = { ...scripted, canSummarise: parts.isRules !== true };
  const deps: AnalystDeps = {
    models: {
      get: async (name, parameters) => {
        onModel?.(name, parameters);
        return port;
      },
    },
    sandboxes,
    files: files ?? createMemoryStore(),
    clock,
    limits: { ...LIMITS, ...limits },
    sandboxFacts: { libraries: [] },
  };
  const { threads, runs } = records ?? createMemoryRecords();
  const run = createEngine({
    deps,
    checkpointer: checkpointer ?? new MemorySaver(),
    leases: leases ?? freeLeases,
    assistants,
    threads,
    runs,
    prune: parts.prune,
  });
  const ask = async (
    question: string,
    request: Partial<RunRequest> & { onEvent?: (event: RunEvent) => void } = {},
  ): Promise<Run> => {
    const { onEvent, ...rest } = request;
    const events: RunEvent[] = [];
    for await (const event of run({
      question,
      files: [],
      caller: callerOf("ada"),
      threadId: "t",
      ...rest,
    })) {
      events.push(event);
      onEvent?.(event);
    }
    const finished = events.at(-1);
    if (finished?.type !== "run.finished") throw new Error("the run did not finish");
    return {
      events,
      finished,
      of: (type) => events.filter((event) => event.type === type) as never,
    };
  };
  return { ask, deps, run, threads, runs };
}
