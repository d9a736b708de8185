import { z } from "zod";
import { parseInput } from "../../assistants/schema-rules.ts";
import { notFound } from "./ids.ts";

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  order: z.enum(["asc", "desc"]).default("desc"),
  after: z.string().max(128).optional(),
  before: z.string().max(128).optional(),
});

export type PageQuery = z.output<typeof Query>;

/** The query of a list. Raises `input_invalid`. */
export const parsePageQuery = (query: unknown): PageQuery => parseInput(Query, query);

/** Which ids a page has, for a store that compares them. */
export function boundsOf({ order, after, before }: PageQuery) {
  return order === "asc"
    ? { newerThan: after, olderThan: before }
    : { newerThan: before, olderThan: after };
}

/** A page as OpenAI's clients read it; `found` may have one entry more than the page. */
export function pageBody(found: readonly { readonly id: string }[], limit: number): object {
  const data = found.slice(0, limit);
  return {
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: found.length > limit,
  };
}

/** A page of what is in memory as a whole, the newest first. Raises `not_found` for an unknown place. */
export function pageOf(
  newestFirst: readonly { readonly id: string }[],
  { limit, order, after, before }: PageQuery,
): object {
  const all = order === "desc" ? [...newestFirst] : newestFirst.toReversed();
  const at = (id: string) => {
    const found = all.findIndex((entry) => entry.id === id);
    if (found < 0) throw notFound({ en: "entry", zh: "条目" }, id);
    return found;
  };
  const start = after === undefined ? 0 : at(after) + 1;
  const end = before === undefined ? all.length : at(before);
  return pageBody(all.slice(start, Math.min(end, start + limit + 1)), limit);
}
