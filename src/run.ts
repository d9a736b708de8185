import { randomUUID } from "node:crypto";
import { HumanMessage } from "@langchain/core/messages";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type { AnalystContextInput } from "../graphs/analyst/context.ts";
import type { AnalystDeps } from "../graphs/analyst/deps.ts";
import type { RunEvent } from "../graphs/analyst/events.ts";
import { buildAnalystGraph, recursionLimit } from "../graphs/analyst/graph.ts";
import { checkStoredState } from "../graphs/analyst/stored-state.ts";
import { usageOf } from "../graphs/analyst/run-state.ts";
import type { AnalystStateType } from "../graphs/analyst/state.ts";
import { AnalystError } from "../tools/errors.ts";
import type { Caller } from "../tools/ports/caller.ts";
import type { Leases } from "../tools/ports/lease.ts";
import { detectLanguage } from "../tools/words.ts";
import type { AssistantService } from "./assistants/assistant-service.ts";
import { openAssistant, type RunAssistant } from "./assistants/open-assistant.ts";
import { createBranches } from "./branches/enter-branch.ts";
import { digest } from "./branches/posted-conversation.ts";
import type { RunEnd, RunRecords, RunTurn } from "./persistence/records/run-records.ts";
import type { ThreadRecords } from "./persistence/records/thread-records.ts";
import { checkRequest } from "./check-request.ts";
import { noteSandbox } from "./note-sandbox.ts";
import type { RunRequest } from "./run-request.ts";
import { takeThread } from "./take-thread.ts";
import { checkUpload, storeUploads } from "./uploads.ts";

export interface EngineParts {
  readonly deps: AnalystDeps;
  readonly checkpointer: BaseCheckpointSaver;
  readonly leases: Leases;
  readonly threads: ThreadRecords;
  readonly runs: RunRecords;
  /** After each run, while the thread is still held; never raises. */
  readonly prune?: (threadId: string) => Promise<void>;
  /** Absent: every assistant is "not found". */
  readonly assistants?: Pick<AssistantService, "open">;
}

type GraphEnd = Pick<AnalystStateType, "run" | "answer" | "artifacts">;
type Finished = Extract<RunEvent, { type: "run.finished" }>;

type Chunk = ["custom", RunEvent] | ["updates", { respond?: GraphEnd }];

function finishedEvent(end: GraphEnd | undefined, cells: number, durationMs: number): Finished {
  const stopReason = end?.run?.stopReason;
  if (end?.run === undefined || stopReason === undefined)
    throw new Error("the graph ended without a stop reason");
  return {
    type: "run.finished",
    stopReason,
    answer: end.answer,
    artifacts: end.artifacts,
    caveats: [...new Set(end.run.caveats.map(({ text }) => text))],
    usage: usageOf(end.run, cells),
    durationMs,
    error: end.run.error,
  };
}

/** A defect's own words may hold anything: they are for the log. */
function recordedFault(fault: unknown): RunEnd["error"] {
  return AnalystError.isInstance(fault)
    ? { code: fault.code, message: fault.message }
    : { code: "internal", message: "The run broke off." };
}

/**
 * The engine: one call for every way in. It keeps others out of a caller's thread, holds the
 * thread's lease, hands files to the store, drives the graph and turns its streams into events; the
 * last one is always `run.finished`.
 */
export function createEngine(parts: EngineParts) {
  const { deps, checkpointer, leases, threads, runs } = parts;
  const graph = buildAnalystGraph(deps).compile({ checkpointer });
  const readState = async (threadId: string, checkpointId?: string) => {
    const configurable = { thread_id: threadId, checkpoint_id: checkpointId };
    return (await graph.getState({ configurable })).values as AnalystStateType;
  };
  const { sandboxes } = deps;
  const branches = createBranches({ checkpointer, runs, sandboxes, readState });

  /** The graph's events for one question, from the place where its branch stands. */
  async function* drive(
    request: RunRequest,
    assistant: RunAssistant,
    configurable: Record<string, string | undefined>,
    input: object,
  ): AsyncGenerator<RunEvent, Finished> {
    const startedAt = deps.clock.now();
    const { caller, signal } = request;
    const context: AnalystContextInput = { ...assistant.context, caller, signal };
    // The library's type of a context wants every optional key; the schema itself does not.
    const options = {
      configurable,
      context,
      streamMode: ["custom", "updates"],
      recursionLimit: recursionLimit(context.maxCells ?? deps.limits.maxCells),
    } as unknown as Parameters<typeof graph.stream>[1];
    const stream = await graph.stream(input, options);
    let end: GraphEnd | undefined;
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
    return finishedEvent(end, cells.size, deps.clock.now() - startedAt);
  }

  const finish = async (
    caller: Caller,
    runId: string,
    threadId: string,
    end: RunEnd,
    turn: RunTurn,
  ): Promise<void> =>
    runs.finish(caller, runId, {
      ...end,
      turn: { ...turn, end: await branches.head(threadId) },
    });

  async function* work(
    request: RunRequest,
    threadId: string,
    assistant: RunAssistant,
  ): AsyncGenerator<RunEvent> {
    const { question, caller, assistantId, conversation } = request;
    const before = await threads.find(caller, threadId);
    // What one assistant's sandbox was given is not for another's instructions to read.
    if (before?.assistantId !== undefined && before.assistantId !== assistantId)
      await sandboxes.release(caller, threadId);
    // Once more, since it may have been deleted before the lease was had.
    const thread = await threads.open(caller, threadId, {
      conversationId: conversation?.conversationId,
      assistantId,
    });
    const language = detectLanguage(question);
    await checkStoredState(async () => readState(threadId));
    const branch = await branches.enter(request, threadId, language);
    if (branch.checkpointId !== undefined)
      await checkStoredState(async () => readState(threadId, branch.checkpointId));
    const started = { type: "run.started", threadId, question, language } as const;
    if (branch.done?.turn?.end !== undefined) {
      const { runId, turn, usage } = branch.done;
      yield { ...started, runId };
      yield finishedEvent(await readState(threadId, branch.done.turn.end), usage?.cells ?? 0, 0);
      const answer = digest(conversation?.shown() ?? "");
      const { stopReason } = branch.done;
      await runs.finish(caller, runId, {
        status: "finished",
        stopReason,
        usage,
        turn: { ...turn, answer },
      });
      return;
    }
    const uploads = await storeUploads(deps.files, request.files, caller, threadId);
    const runId = randomUUID();
    let { turn } = branch;
    await runs.start(caller, { runId, threadId, assistantId, turn });
    // Holds when nobody reads on: that is how a client's end reaches us.
    let end: RunEnd = { status: "failed", stopReason: "cancelled" };
    try {
      yield { ...started, runId };
      const missing = assistant.missing?.[language];
      if (missing !== undefined) yield { type: "caveat", kind: "assistant_files", text: missing };
      const driving = drive(
        request,
        assistant,
        { thread_id: threadId, checkpoint_id: branch.checkpointId },
        {
          messages: [...branch.messages, new HumanMessage({ id: randomUUID(), content: question })],
          uploads: uploads.map(({ id, name, sha256, size }) => ({ id, name, sha256, size })),
        },
      );
      const driven = yield* noteSandbox(driving, threads, caller, thread);
      const caveats = [...(missing === undefined ? [] : [missing]), ...driven.caveats];
      const { stopReason, usage, error, answer } = driven;
      end = { status: error === undefined ? "finished" : "failed", stopReason, usage, error };
      turn = { ...turn, answer: digest(answer) };
      yield { ...driven, caveats };
      // What the client was shown is known once it has had the last event.
      if (conversation !== undefined) turn = { ...turn, answer: digest(conversation.shown()) };
    } catch (fault) {
      end = { status: "failed", error: recordedFault(fault) };
      throw fault;
    } finally {
      // A record that cannot be written must not hide how the run ended; the next run settles it.
      await finish(caller, runId, threadId, end, turn).catch(() => undefined);
    }
  }

  return async function* run(asked: RunRequest): AsyncGenerator<RunEvent> {
    const threadId = asked.threadId ?? randomUUID();
    checkRequest(asked, threadId);
    // A conversation goes on with the assistant that it had.
    const assistantId =
      asked.assistantId ?? (await threads.find(asked.caller, threadId))?.assistantId;
    const request = { ...asked, assistantId };
    const assistant = await openAssistant(parts.assistants, request);
    for (const file of request.files) await checkUpload(file);
    // Before the lease: that it is taken would tell that another user's thread exists.
    await threads.open(request.caller, threadId);
    const lease = await takeThread(leases, threadId, request);
    try {
      yield* work(request, threadId, assistant);
    } finally {
      await parts.prune?.(threadId);
      await lease.release();
    }
  };
}
