import type { CheckpointTuple } from "@langchain/langgraph-checkpoint";
import { describe, expect, test } from "@jest/globals";
import type { CheckpointRow } from "../../../src/persistence/pruning/checkpoint-rows.ts";
import { mergeOf, type MergeParts } from "../../../src/persistence/pruning/merge-segment.ts";
import { readHistory } from "../../../src/persistence/pruning/segments.ts";

type Write = [task: string, channel: string, value: unknown];
interface Made {
  readonly source?: "input" | "loop" | "update" | "fork";
  readonly parent?: string;
  readonly writes?: Write[];
  readonly values?: Record<string, unknown>;
}

/** Checkpoints by id, each after the one before unless it names another parent. */
function thread(made: Record<string, Made>) {
  const ids = Object.keys(made);
  const rows = ids.map((id, index): CheckpointRow => {
    const { source = "loop", parent = ids[index - 1] } = made[id] ?? {};
    return { id, parent, metadata: { source, counters_since_delta_snapshot: {} } };
  });
  const tuples = new Map(
    ids.map((id): [string, CheckpointTuple] => {
      const { writes: pendingWrites = [], values: channel_values = {} } = made[id] ?? {};
      const checkpoint = { v: 4, id, ts: "", channel_values, channel_versions: {} };
      const metadata = { source: "loop" as const, step: 0, parents: {} };
      const tuple = { config: {}, checkpoint: { ...checkpoint, versions_seen: {} } };
      return [id, { ...tuple, pendingWrites, metadata }];
    }),
  );
  const history = readHistory(rows);
  return (end: string, needed: readonly string[] = []) => {
    const segment = history.segments.find((found) => found.end.id === end);
    if (segment === undefined) throw new Error(`${end} is no end`);
    const parts: MergeParts = {
      segment,
      channels: ["list"],
      tuples,
      childrenOf: history.childrenOf,
      isNeeded: ({ id }) => needed.includes(id),
    };
    return mergeOf(parts);
  };
}

const turn: Record<string, Made> = {
  "1": { source: "input", writes: [["t1", "list", ["a", "b"]]] },
  "2": {
    writes: [
      ["t2", "list", "c"],
      ["t2", "other", "not kept"],
    ],
  },
  "3": { values: { list: ["a", "b", "c"], other: 1 }, writes: [["t3", "list", ["d"]]] },
  "4": { values: { other: 2 } },
};

describe("a turn is merged", () => {
  test("into its first checkpoint, which carries every write in order, and its end", () => {
    expect(thread(turn)("4")).toEqual({
      first: "1",
      writes: [["list", ["a", "b", "c", "d"]]],
      end: "4",
      dropped: ["2", "3"],
      slimmed: [],
    });
  });

  test("and its end loses a snapshot that the writes give, but for one that is needed", () => {
    const ended = { ...turn, "4": { values: { list: ["a", "b", "c", "d"], other: 2 } } };
    const [slim] = thread(ended)("4")?.slimmed ?? [];
    expect(slim?.checkpoint.channel_values).toEqual({ other: 2 });
    expect(slim?.metadata).toMatchObject({ counters_since_delta_snapshot: { list: [0, 1] } });
    expect(thread(ended)("4", ["4"])?.slimmed).toEqual([]);
  });

  test("not while a snapshot within is needed for loading", () => {
    expect(thread(turn)("4", ["3"])).toBeUndefined();
  });

  test("not where a write sets a value anew", () => {
    const over = { ...turn, "2": { writes: [["t2", "list", { __overwrite__: [] }] as Write] } };
    expect(thread(over)("4")).toBeUndefined();
  });

  test("not where a task that broke off left writes before a snapshot", () => {
    const twice: Write[] = [
      ["t2", "list", "c"],
      ["broken", "list", "x"],
    ];
    expect(thread({ ...turn, "2": { writes: twice } })("4")).toBeUndefined();
  });

  test("and a branch keeps the snapshot that it began with", () => {
    const forked = {
      ...turn,
      "5": {
        parent: "2",
        values: { list: ["a", "b", "x"] },
        writes: [["t5", "list", "y"] as Write],
      },
      "6": {},
      "7": {},
    };
    const merge = thread(forked)("7");
    expect(merge).toMatchObject({ first: "5", dropped: ["6"], slimmed: [] });
    // Where the branches part is an end of its own.
    expect(thread(forked)("2")).toBeUndefined();
  });

  test("and what came from outside keeps its snapshot", () => {
    const updated: Record<string, Made> = {
      ...turn,
      "5": { source: "update", values: { list: ["new"] } },
    };
    expect(thread(updated)("5")).toBeUndefined();
  });
});
