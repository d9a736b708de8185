/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import type { Router } from "express";
import { parseInput } from "../../../assistants/schema-rules.ts";
import type { ServerParts } from "../../server-parts.ts";
import { changedThread, ThreadBody } from "../objects/thread-object.ts";
import type { ApiRuns } from "../run/api-runs.ts";
import { makeThread, readThread, writeThread } from "../stored-threads.ts";
import { callerOf } from "../../auth/identity-of.ts";

export function addThreadRoutes(router: Router, parts: ServerParts, runs: ApiRuns): void {
  router.post("/threads", async (request, response) => {
    const body = parseInput(ThreadBody, request.body ?? {});
    response.json(await makeThread(parts, callerOf(response), body));
  });
  router.get("/threads/:thread", async (request, response) => {
    response.json(await readThread(parts, callerOf(response), request.params.thread));
  });
  router.post("/threads/:thread", async (request, response) => {
    const caller = callerOf(response);
    const body = parseInput(ThreadBody.omit({ messages: true }), request.body ?? {});
    const thread = changedThread(await readThread(parts, caller, request.params.thread), body);
    await writeThread(parts, caller, thread);
    response.json(thread);
  });
  router.delete("/threads/:thread", async (request, response) => {
    const caller = callerOf(response);
    const { id } = await readThread(parts, caller, request.params.thread);
    await runs.endThread(id);
    await parts.deletion.deleteThread(caller, id);
    response.json({ id, object: "thread.deleted", deleted: true });
  });
}
