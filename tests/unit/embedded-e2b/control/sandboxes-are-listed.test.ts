import { describe, expect, test } from "@jest/globals";
import { pageOf } from "../../../../src/embedded-e2b/control/listing.ts";
import type { LiveSandbox } from "../../../../src/embedded-e2b/control/live-sandbox.ts";
import { ListQuery, parse } from "../../../../src/embedded-e2b/control/schemas.ts";

function sandbox(id: string, startedAt: number, more: object = {}): LiveSandbox {
  const { metadata = {}, template = "base", state = "running" } = more as Record<string, never>;
  return { id, startedAt, state, spec: { metadata, template } } as unknown as LiveSandbox;
}

const ALL = [
  sandbox("b", 2000, { metadata: { user: "a b/č", k: "1" } }),
  sandbox("a", 1000, { state: "paused" }),
  sandbox("d", 3000, { template: "code-interpreter-v1" }),
  sandbox("c", 3000, { metadata: { user: "x" } }),
];

function ids(query: Record<string, string>, all = ALL): string[] {
  return pageOf(all, parse(ListQuery, query)).sandboxes.map(({ id }) => id);
}

describe("a list of sandboxes", () => {
  test("has the newest first, or last when asked", () => {
    expect(ids({})).toEqual(["d", "c", "b", "a"]);
    expect(ids({ order: "asc" })).toEqual(["a", "b", "c", "d"]);
  });

  test("is filtered by state, template and start", () => {
    expect(ids({ state: "paused" })).toEqual(["a"]);
    expect(ids({ state: "running,paused" })).toHaveLength(4);
    expect(ids({ template: "code-interpreter-v1" })).toEqual(["d"]);
    expect(ids({ startedAfter: "1970-01-01T00:00:02Z" })).toEqual(["d", "c", "b"]);
  });

  test("is filtered by metadata as the SDK encodes it", () => {
    // One of the three layers of encoding is gone when the query has been parsed.
    expect(ids({ metadata: "user=a%2520b%252F%25C4%258D" })).toEqual(["b"]);
    expect(ids({ metadata: "user=a%2520b%252F%25C4%258D&k=1" })).toEqual(["b"]);
    expect(ids({ metadata: "user=a%2520b%252F%25C4%258D&k=2" })).toEqual([]);
  });

  test.each<Record<string, string>>([
    { metadata: "a=%25E0%25A4%25A" },
    { nextToken: "!" },
    { limit: "0" },
    { order: "x" },
  ])("refuses the query %j with 400", (query) => {
    expect(() => ids(query)).toThrow(expect.objectContaining({ status: 400 }));
  });

  test.each(["asc", "desc"])("is walked page by page in %s order", (order) => {
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const query = { order, limit: "2", ...(nextToken === undefined ? {} : { nextToken }) };
      const page = pageOf(ALL, parse(ListQuery, query));
      seen.push(...page.sandboxes.map(({ id }) => id));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(seen).toEqual(ids({ order }));
  });

  test("goes on at the right place when sandboxes come and go between pages", () => {
    const { nextToken = "" } = pageOf(ALL, parse(ListQuery, { limit: "2" }));
    const later = [...ALL.filter(({ id }) => id !== "c"), sandbox("e", 9000)];
    expect(ids({ nextToken }, later)).toEqual(["b", "a"]);
  });
});
