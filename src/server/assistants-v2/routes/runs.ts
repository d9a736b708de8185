/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import type { Request, Response, Router } from "express";
import { parseInput } from "../../../assistants/schema-rules.ts";
import type { Caller } from "../../../../tools/ports/caller.ts";
import { createRateLimits } from "../../rate-limits.ts";
import type { ServerParts } from "../../server-parts.ts";
import { fromAssistantId, notFound } from "../ids.ts";
import { RunBody, ThreadAndRunBody } from "../objects/run-object.ts";
import { boundsOf, pageBody, parsePageQuery } from "../paging.ts";
import type { ApiRun } from "../run/api-run.ts";
import type { ApiRuns } from "../run/api-runs.ts";
import { streamRun } from "../run/event-stream.ts";
import { readRun, runOf } from "../run/stored-run.ts";
import { addMessages, makeThread, readThread } from "../stored-threads.ts";
import { callerOf, identityOf } from "../../auth/identity-of.ts";

async function answer(response: Response, run: ApiRun, body: RunBody): Promise<void> {
  if (body.stream === true) await streamRun(response, run);
  else response.json(run.state);
}

export function addRunRoutes(router: Router, parts: ServerParts, runs: ApiRuns): void {
  const { assistants } = parts;
  const records = parts.persistence.apiObjects;
  const limits = createRateLimits(parts.config, identityOf);
  const listed = async (
    request: Request,
    caller: Caller,
    of: { kind: "run" | "step"; threadId: string; runId?: string },
  ) => {
    const query = parsePageQuery(request.query);
    const { order, limit } = query;
    const asked = { ...of, order, limit: limit + 1, ...boundsOf(query) };
    return { found: await records.list(caller, asked), limit };
  };

  router.post("/threads/runs", ...limits, async (request: Request, response: Response) => {
    const caller = callerOf(response);
    const body = parseInput(ThreadAndRunBody, request.body);
    const assistant = await assistants.get(caller, fromAssistantId(body.assistant_id));
    const thread = await makeThread(parts, caller, body.thread ?? {});
    await addMessages(parts, caller, thread.id, body.additional_messages ?? []);
    const opening = [{ event: "thread.created", data: thread }];
    const run = await runs.start(caller, thread, assistant, body, opening);
    await answer(response, run, body);
  });
  router.post("/threads/:thread/runs", ...limits, async (request: Request, response: Response) => {
    const caller = callerOf(response);
    const body = parseInput(RunBody, request.body);
    const thread = await readThread(parts, caller, String(request.params["thread"]));
    const assistant = await assistants.get(caller, fromAssistantId(body.assistant_id));
    await addMessages(parts, caller, thread.id, body.additional_messages ?? []);
    await answer(response, await runs.start(caller, thread, assistant, body), body);
  });
  router.get("/threads/:thread/runs", async (request, response) => {
    const caller = callerOf(response);
    const { id: threadId } = await readThread(parts, caller, request.params.thread);
    const { found, limit } = await listed(request, caller, { kind: "run", threadId });
    response.json(pageBody(found.map(runOf), limit));
  });
  router.get("/threads/:thread/runs/:run", async (request, response) => {
    const { thread, run } = request.params;
    response.json((await readRun(records, callerOf(response), thread, run)).run);
  });
  router.post("/threads/:thread/runs/:run/cancel", async (request, response) => {
    const { thread, run } = request.params;
    response.json(await runs.cancel(callerOf(response), thread, run));
  });
  router.get("/threads/:thread/runs/:run/steps", async (request, response) => {
    const caller = callerOf(response);
    const { thread: threadId, run: runId } = request.params;
    await readRun(records, caller, threadId, runId);
    await runs.saveThread(threadId);
    const { found, limit } = await listed(request, caller, { kind: "step", threadId, runId });
    const steps = found.map(({ id, document }) => ({ ...document, id }));
    response.json(pageBody(steps, limit));
  });
  router.get("/threads/:thread/runs/:run/steps/:step", async (request, response) => {
    const caller = callerOf(response);
    const { thread, run, step } = request.params;
    await runs.saveThread(thread);
    const found = await records.find(caller, "step", step);
    if (found?.threadId !== thread || found.runId !== run)
      throw notFound({ en: "step", zh: "步骤" }, step);
    response.json(found.document);
  });
}
