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
import { detectLanguage, type Words } from "../tools/words.ts";
import { notFound } from "./assistants/assistant-errors.ts";
import type { AssistantService } from "./assistants/assistant-service.ts";
import type { AssistantRun } from "./assistants/open-for-run.ts";
import type { RunRequest } from "./run-request.ts";
import { checkUpload, storeUpload } from "./uploads.ts";

export interface EngineParts {
  readonly deps: AnalystDeps;
  readonly checkpointer: BaseCheckpointSaver;
  readonly leases: Leases;
  /** Absent: every assistant is "not found". */
  readonly assistants?: Pick<AssistantService, "open">;
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

const NO_ASSISTANT: AssistantRun = { id: "", context: {}, missingFiles: 0 };

/** What a person is told of an assistant's files that exist no more. */
function missingFiles({ missingFiles: count }: AssistantRun): Words | undefined {
  if (count === 0) return undefined;
  return {
    en: `The assistant has lost ${count} of its files; the answer comes without them.`,
    zh: `助手有 ${count} 个文件已不存在；回答时无法使用它们。`,
  };
}

type RunEnd = Pick<AnalystStateType, "run" | "answer" | "artifacts">;

type Chunk = ["custom", RunEvent] | ["updates", { respond?: RunEnd }];

/**
 * The engine: one call for every way in. It holds the thread's lease, hands files to the store,
 * drives the graph and turns its streams into events; the last one is always `run.finished`.
 */
export function createEngine({ deps, checkpointer, leases, assistants }: EngineParts) {
  const graph = buildAnalystGraph(deps).compile({ checkpointer });

  const openAssistant = async ({ caller, assistantId }: RunRequest): Promise<AssistantRun> => {
    if (assistantId === undefined) return NO_ASSISTANT;
    if (assistants === undefined) throw notFound(assistantId);
    return assistants.open(caller, assistantId);
  };

  async function* work(
    request: RunRequest,
    threadId: string,
    assistant: AssistantRun,
  ): AsyncGenerator<RunEvent> {
    const startedAt = deps.clock.now();
    const { question, caller, signal } = request;
    const stored = [];
    for (const path of request.files)
      stored.push(await storeUpload(deps.files, path, caller, threadId));
    const language = detectLanguage(question);
    yield { type: "run.started", runId: randomUUID(), threadId, question, language };
    const missing = missingFiles(assistant)?.[language];
    if (missing !== undefined) yield { type: "caveat", kind: "assistant_files", text: missing };
    const context: AnalystContextInput = {
      ...assistant.context,
      model: request.model ?? assistant.context.model,
      cellTimeoutS: request.cellTimeoutS ?? assistant.context.cellTimeoutS,
      caller,
      signal,
    };
    const config = { configurable: { thread_id: threadId } };
    // The library's type of a context wants every optional key; the schema itself does not.
    const options = {
      ...config,
      context,
      streamMode: ["custom", "updates"],
      recursionLimit: recursionLimit(context.maxCells ?? deps.limits.maxCells),
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
      caveats: [
        ...(missing === undefined ? [] : [missing]),
        ...new Set(end.run.caveats.map(({ text }) => text)),
      ],
      usage: usageOf(end.run, cells.size),
      durationMs: deps.clock.now() - startedAt,
      error: end.run.error,
    };
  }

  return async function* run(request: RunRequest): AsyncGenerator<RunEvent> {
    const threadId = request.threadId ?? randomUUID();
    checkRequest(request, threadId);
    const assistant = await openAssistant(request);
    for (const path of request.files) await checkUpload(path);
    const lease = await leases.acquire(threadId);
    if (lease === undefined) throw busy(threadId);
    try {
      yield* work(request, threadId, assistant);
    } finally {
      await lease.release();
    }
  };
}
