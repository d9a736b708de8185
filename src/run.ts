import { randomUUID } from "node:crypto";
import { HumanMessage } from "@langchain/core/messages";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type { AnalystContextInput } from "../graphs/analyst/context.ts";
import type { AnalystDeps } from "../graphs/analyst/deps.ts";
import type { RunEvent } from "../graphs/analyst/events.ts";
import { buildAnalystGraph, recursionLimit } from "../graphs/analyst/graph.ts";
import type { AnalystStateType } from "../graphs/analyst/state.ts";
import { usageOf } from "../graphs/analyst/run-state.ts";
import { AnalystError } from "../tools/errors.ts";
import type { Leases } from "../tools/ports/lease.ts";
import { detectLanguage } from "../tools/words.ts";
import type { RunRequest } from "./run-request.ts";
import { checkUpload, storeUpload } from "./uploads.ts";

export interface EngineParts {
  readonly deps: AnalystDeps;
  readonly checkpointer: BaseCheckpointSaver;
  readonly leases: Leases;
}

const THREAD_ID = /^[\w.:-]{1,128}$/;

function checkRequest(request: RunRequest, threadId: string): void {
  if (request.question.trim() === "") {
    throw new AnalystError("input_invalid", { en: "The question is empty.", zh: "问题是空的。" });
  }
  if (!THREAD_ID.test(threadId)) {
    throw new AnalystError("input_invalid", {
      en: "A thread id has 1 to 128 letters, digits, dots, colons, dashes or underscores.",
      zh: "会话 ID 由 1 到 128 个字母、数字、点、冒号、短横线或下划线组成。",
    });
  }
}

const busy = (threadId: string) =>
  new AnalystError(
    "thread_busy",
    {
      en: `A run is already working on thread ${threadId}: wait for it, or use another thread.`,
      zh: `会话 ${threadId} 正有一次运行在进行：请等待它结束，或使用其他会话。`,
    },
    { retryable: true },
  );

type RunEnd = Pick<AnalystStateType, "run" | "answer" | "artifacts">;

type Chunk = ["custom", RunEvent] | ["updates", { respond?: RunEnd }];

/**
 * The engine: one call for every way in. It holds the thread's lease, hands files to the store,
 * drives the graph and turns its streams into events; the last one is always `run.finished`.
 */
export function createEngine({ deps, checkpointer, leases }: EngineParts) {
  const graph = buildAnalystGraph(deps).compile({ checkpointer });

  async function* work(request: RunRequest, threadId: string): AsyncGenerator<RunEvent> {
    const startedAt = deps.clock.now();
    const { question, caller, model, cellTimeoutS, signal } = request;
    const stored = [];
    for (const path of request.files)
      stored.push(await storeUpload(deps.files, path, caller, threadId));
    const language = detectLanguage(question);
    yield { type: "run.started", runId: randomUUID(), threadId, question, language };
    const context: AnalystContextInput = { caller, model, cellTimeoutS, signal };
    const config = { configurable: { thread_id: threadId } };
    // The library's type of a context wants every optional key; the schema itself does not.
    const options = {
      ...config,
      context,
      streamMode: ["custom", "updates"],
      recursionLimit: recursionLimit(deps.limits.maxCells),
    } as unknown as Parameters<typeof graph.stream>[1];
    const stream = await graph.stream(
      {
        messages: [new HumanMessage({ id: randomUUID(), content: question })],
        uploads: stored.map(({ id, name, sha256, size }) => ({ id, name, sha256, size })),
      },
      options,
    );
    let end: RunEnd | undefined;
    const cells = new Set<string>();
    for await (const chunk of stream) {
      const [mode, part] = chunk as Chunk;
      if (mode === "updates") {
        end = part.respond ?? end;
        continue;
      }
      if (part.type === "cell.started") cells.add(part.cellId);
      yield part;
    }
    const stopReason = end?.run?.stopReason;
    if (end?.run === undefined || stopReason === undefined) {
      throw new Error("the graph ended without a stop reason");
    }
    yield {
      type: "run.finished",
      stopReason,
      answer: end.answer,
      artifacts: end.artifacts,
      caveats: [...new Set(end.run.caveats.map(({ text }) => text))],
      usage: usageOf(end.run, cells.size),
      durationMs: deps.clock.now() - startedAt,
      error: end.run.error,
    };
  }

  return async function* run(request: RunRequest): AsyncGenerator<RunEvent> {
    const threadId = request.threadId ?? randomUUID();
    checkRequest(request, threadId);
    for (const path of request.files) await checkUpload(path);
    const lease = await leases.acquire(threadId);
    if (lease === undefined) throw busy(threadId);
    try {
      yield* work(request, threadId);
    } finally {
      await lease.release();
    }
  };
}
