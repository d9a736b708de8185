import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../../../../tools/ports/caller.ts";
import { AnalystError } from "../../../../tools/errors.ts";
import { detectLanguage, type Language } from "../../../../tools/words.ts";
import type { Assistant } from "../../../assistants/assistant-schema.ts";
import { stopping } from "../../live/stopping.ts";
import type { ServerParts } from "../../server-parts.ts";
import { toApiError } from "../api-errors.ts";
import { newRun, isActive, type RunBody } from "../objects/run-object.ts";
import type { ThreadObject } from "../objects/thread-object.ts";
import { ApiRun } from "./api-run.ts";
import { collectQuestion } from "./collect-question.ts";
import type { ApiEvent } from "./run-writer.ts";
import { isAlive, readRun } from "./stored-run.ts";

/** How long a run waits for another one of its thread, which was just cancelled. */
const PATIENCE_MS = 5_000;
/** How long a cancel waits until all is stored; clients read it at once. */
const CANCEL_MS = 10_000;
const LOOK_MS = 200;

const busy = (threadId: string) =>
  new AnalystError("thread_busy", {
    en: `Thread ${threadId} already has an active run: wait for it, or cancel it.`,
    zh: `会话 ${threadId} 已有正在进行的运行：请等待其结束或取消它。`,
  });

const instructionsOf = ({ instructions, additional_instructions: more }: RunBody) =>
  [instructions, more].filter((text) => text?.trim()).join("\n\n") || undefined;

/** The runs of the Assistants API that this process works on. */
export function createApiRuns(parts: ServerParts) {
  const { persistence, answers, logger } = parts;
  const records = persistence.apiObjects;
  const live = new Map<string, ApiRun>();

  const checkFree = async (caller: Caller, threadId: string) => {
    const query = { kind: "run", threadId, order: "desc", limit: 1 } as const;
    const [newest] = await records.list(caller, query);
    if (newest !== undefined && isAlive(newest)) throw busy(threadId);
  };

  const explain = (language: Language) => (error: unknown) => {
    if (!AnalystError.isInstance(error)) logger.error({ err: error }, "a run failed");
    return toApiError(error, language).body.error.message;
  };

  return {
    /** Raises `thread_busy`, `input_invalid`, `server_stopping`. */
    async start(
      caller: Caller,
      thread: ThreadObject,
      assistant: Assistant,
      body: RunBody,
      opening: readonly ApiEvent[] = [],
    ): Promise<ApiRun> {
      if (answers.isDraining) throw stopping();
      await checkFree(caller, thread.id);
      const { question, files, turns } = await collectQuestion(records, caller, thread);
      const language = detectLanguage(question);
      const run = newRun(thread.id, assistant, body);
      const place = { id: run.id, kind: "run", threadId: thread.id, runId: run.id } as const;
      await records.put(caller, { ...place, document: run });
      const request = {
        question,
        files,
        caller,
        threadId: thread.id,
        assistantId: assistant.id,
        instructions: instructionsOf(body),
        patienceMs: PATIENCE_MS,
        ...(turns === undefined ? {} : { conversation: { turns, shown: () => "" } }),
      };
      const apiRun = new ApiRun(
        {
          caller,
          run,
          records,
          start: (signal) => parts.run({ ...request, signal }),
          explain: explain(language),
          whyStopped: () => (answers.isDraining ? stopping().say(language) : undefined),
        },
        opening,
      );
      live.set(run.id, apiRun);
      answers.track(apiRun);
      void apiRun.end.catch(explain("en")).finally(() => live.delete(run.id));
      return apiRun;
    },

    /** Stores what is under way in a thread, so that a reader sees it. */
    async saveThread(threadId: string): Promise<void> {
      for (const run of live.values()) if (run.state.thread_id === threadId) await run.save();
    },

    /** Stops what is under way in a thread, and waits until it has ended. */
    async endThread(threadId: string): Promise<void> {
      for (const run of live.values()) {
        if (run.state.thread_id !== threadId) continue;
        run.stop();
        await run.end.catch(() => undefined);
      }
    },

    /** The run, ended where that comes soon: the client reads next what it left. Raises `not_found`. */
    async cancel(caller: Caller, threadId: string, runId: string): Promise<object> {
      const stored = await readRun(records, caller, threadId, runId);
      if (!isActive(stored.run)) return stored.run;
      live.get(runId)?.stop();
      for (let waited = 0; waited < CANCEL_MS; waited += LOOK_MS) {
        const { run, record } = await readRun(records, caller, threadId, runId);
        if (!isActive(run)) return run;
        // Said again as long as it works: its own process may have written over it.
        if (!live.has(runId)) {
          const document = { ...record.document, status: "cancelling" };
          await records.put(caller, { ...record, document });
        }
        await sleep(LOOK_MS);
      }
      return { ...stored.run, status: "cancelling" };
    },
  };
}

export type ApiRuns = ReturnType<typeof createApiRuns>;
