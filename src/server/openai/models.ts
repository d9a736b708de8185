import type { Assistant } from "../../assistants/assistant-schema.ts";
import type { Caller } from "../../../tools/ports/caller.ts";
import type { ServerParts } from "../server-parts.ts";

const PAGE = 100;
const MAX_PAGES = 10;

const modelBody = ({ id, name, description, createdAt }: Assistant) => ({
  id,
  object: "model",
  created: Math.floor(createdAt.getTime() / 1000),
  owned_by: "e2b-data-analyst",
  name,
  description,
});

/** The caller's assistants as models; the built-in one is always among them. */
export async function listModels(
  { assistants }: Pick<ServerParts, "assistants">,
  caller: Caller,
): Promise<object> {
  const data: object[] = [];
  let after: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await assistants.list(caller, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    data.push(...found.data.map(modelBody));
    after = found.data.at(-1)?.id;
    if (!found.hasMore) break;
  }
  return { object: "list", data };
}

/** Raises `not_found`. */
export async function getModel(
  { assistants }: Pick<ServerParts, "assistants">,
  caller: Caller,
  id: string,
): Promise<object> {
  return modelBody(await assistants.get(caller, id));
}
