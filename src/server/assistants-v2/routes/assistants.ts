/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import type { Router } from "express";
import type { Assistant } from "../../../assistants/assistant-schema.ts";
import { parseInput } from "../../../assistants/schema-rules.ts";
import type { Caller } from "../../../../tools/ports/caller.ts";
import type { ServerParts } from "../../server-parts.ts";
import { fromAssistantId, toAssistantId } from "../ids.ts";
import {
  AssistantBody,
  assistantObject,
  toAssistantPatch,
  toNewAssistant,
} from "../objects/assistant-object.ts";
import { pageOf, parsePageQuery } from "../paging.ts";
import { callerOf } from "../../auth/identity-of.ts";

async function allOf({ assistants }: ServerParts, caller: Caller): Promise<Assistant[]> {
  const all: Assistant[] = [];
  for (let after: string | undefined; ;) {
    const page = await assistants.list(caller, {
      limit: 100,
      ...(after === undefined ? {} : { after }),
    });
    all.push(...page.data);
    after = page.data.at(-1)?.id;
    if (!page.hasMore) return all;
  }
}

export function addAssistantRoutes(router: Router, parts: ServerParts): void {
  const { assistants } = parts;
  router.get("/assistants", async (request, response) => {
    const query = parsePageQuery(request.query);
    const all = await allOf(parts, callerOf(response));
    response.json(pageOf(all.map(assistantObject), query));
  });
  router.post("/assistants", async (request, response) => {
    const body = parseInput(AssistantBody, request.body);
    const made = await assistants.create(callerOf(response), toNewAssistant(body));
    response.json(assistantObject(made));
  });
  router.get("/assistants/:id", async (request, response) => {
    const id = fromAssistantId(request.params.id);
    response.json(assistantObject(await assistants.get(callerOf(response), id)));
  });
  router.post("/assistants/:id", async (request, response) => {
    const caller = callerOf(response);
    const id = fromAssistantId(request.params.id);
    const body = parseInput(AssistantBody, request.body);
    const { model_parameters, version } = await assistants.get(caller, id);
    const patch = toAssistantPatch(body, model_parameters);
    response.json(assistantObject(await assistants.update(caller, id, patch, version)));
  });
  router.delete("/assistants/:id", async (request, response) => {
    const id = fromAssistantId(request.params.id);
    await assistants.remove(callerOf(response), id);
    response.json({ id: toAssistantId(id), object: "assistant.deleted", deleted: true });
  });
}
