import { ApiError } from "./api-error.ts";
import type { LiveSandbox } from "./live-sandbox.ts";
import type { ListQuery } from "./schemas.ts";

export interface Page {
  readonly sandboxes: readonly LiveSandbox[];
  readonly nextToken: string | undefined;
}

/** Filters, orders and cuts a list of sandboxes as a query says. */
export function pageOf(all: readonly LiveSandbox[], query: ListQuery): Page {
  const metadata = decodeMetadata(query.metadata);
  const states = query.state?.split(",");
  const after = query.startedAfter === undefined ? 0 : Date.parse(query.startedAfter);
  const sign = query.order === "asc" ? 1 : -1;
  const rest = all
    .filter(
      (sandbox) =>
        (states === undefined || states.includes(sandbox.state)) &&
        (query.template === undefined || sandbox.spec.template === query.template) &&
        sandbox.startedAt >= after &&
        metadata.every(([key, value]) => sandbox.spec.metadata[key] === value),
    )
    .toSorted((a, b) => sign * compare(a, b));
  const start = query.nextToken === undefined ? 0 : startAfter(rest, query.nextToken, sign);
  const sandboxes = rest.slice(start, start + query.limit);
  const last = sandboxes.at(-1);
  const more = start + sandboxes.length < rest.length && last !== undefined;
  return { sandboxes, nextToken: more ? tokenOf(last) : undefined };
}

type Position = Pick<LiveSandbox, "startedAt" | "id">;

function compare(a: Position, b: Position): number {
  return a.startedAt - b.startedAt || (a.id < b.id ? -1 : Number(a.id > b.id));
}

function tokenOf({ startedAt, id }: Position): string {
  return Buffer.from(`${startedAt} ${id}`).toString("base64url");
}

/** The place is a position, not a count: sandboxes that come or go between pages change nothing. */
function startAfter(sorted: readonly LiveSandbox[], token: string, sign: number): number {
  const parts = /^(\d+) ([a-z0-9]+)$/.exec(Buffer.from(token, "base64url").toString());
  if (parts === null) throw new ApiError(400, "Invalid nextToken");
  const last = { startedAt: Number(parts[1]), id: String(parts[2]) };
  const index = sorted.findIndex((sandbox) => sign * compare(sandbox, last) > 0);
  return index < 0 ? sorted.length : index;
}

/** The SDK encodes each key and value, then the form, then the query: one layer is gone already. */
function decodeMetadata(form: string | undefined): [string, string][] {
  try {
    return [...new URLSearchParams(form ?? "")].map(([key, value]) => [
      decodeURIComponent(key),
      decodeURIComponent(value),
    ]);
  } catch {
    throw new ApiError(400, "Invalid metadata filter");
  }
}
