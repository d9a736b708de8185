import type { CheckpointPendingWrite, CheckpointTuple } from "@langchain/langgraph-checkpoint";
import type { CheckpointRow, Merge, Slimmed } from "./checkpoint-rows.ts";
import type { Segment } from "./segments.ts";

export interface MergeParts {
  readonly segment: Segment;
  readonly channels: readonly string[];
  /** Contents of the segment's checkpoints and of the end before. */
  readonly tuples: ReadonlyMap<string, CheckpointTuple>;
  /** How many checkpoints follow this one. */
  readonly childrenOf: (row: CheckpointRow) => number;
  /** Snapshots that stay for the sake of quick loading. */
  readonly isNeeded: (row: CheckpointRow) => boolean;
}

/** Absent: the writes of this turn cannot stand in for its snapshots, so it stays as it is. */
export function mergeOf(parts: MergeParts): Merge | undefined {
  const { segment, channels, tuples, isNeeded } = parts;
  const { before, inner, end } = segment;
  const [first, ...dropped] = inner;
  if (first === undefined || dropped.some(isNeeded)) return undefined;

  const slimmed: Slimmed[] = [];
  let previous = before;
  for (const row of [...inner, end]) {
    const tuple = tuples.get(row.id);
    if (tuple === undefined) return undefined;
    const held = channels.filter((channel) => channel in tuple.checkpoint.channel_values);
    const spare = held.filter((channel) => isRebuilt(parts, previous, row, channel));
    const stays = row === first || row === end;
    if (!stays && spare.length < held.length) return undefined;
    if (stays && spare.length > 0 && !isNeeded(row)) slimmed.push(slim(tuple, spare));
    previous = row;
  }

  const writes: [string, unknown][] = [];
  for (const channel of channels) {
    const values = inner.flatMap(({ id }) => writesOf(tuples.get(id), channel).map(([, , v]) => v));
    if (values.some(isOverwrite)) return undefined;
    // Reducers of delta values take many writes at once to the same effect as one after the other.
    if (values.length > 0) writes.push([channel, values.flat()]);
  }
  return dropped.length === 0 && slimmed.length === 0
    ? undefined
    : { first: first.id, writes, end: end.id, dropped: dropped.map(({ id }) => id), slimmed };
}

/**
 * Whether the writes on the checkpoint before give the value that a snapshot holds. Not where they
 * are another branch's too, nor where a task that broke off left some: LangGraph makes a snapshot
 * then, and it is the only place of the value. Every step of our graph runs one task.
 */
function isRebuilt(
  { tuples, childrenOf }: MergeParts,
  previous: CheckpointRow | undefined,
  { metadata }: CheckpointRow,
  channel: string,
): boolean {
  if (previous === undefined || childrenOf(previous) !== 1 || metadata.source !== "loop")
    return false;
  const tasks = new Set(writesOf(tuples.get(previous.id), channel).map(([task]) => task));
  return tasks.size === 1;
}

const writesOf = (tuple: CheckpointTuple | undefined, channel: string): CheckpointPendingWrite[] =>
  (tuple?.pendingWrites ?? []).filter(([, name]) => name === channel);

const isOverwrite = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  ("__overwrite__" in value || Reflect.get(value, "type") === "__overwrite__");

function slim(
  { checkpoint, metadata = {} as never }: CheckpointTuple,
  channels: string[],
): Slimmed {
  const values = Object.entries(checkpoint.channel_values).filter(
    ([channel]) => !channels.includes(channel),
  );
  // Says to LangGraph, and to the next pruning, that no snapshot was made here.
  const counted = Object.fromEntries(channels.map((channel) => [channel, [0, 1]]));
  const counters = Reflect.get(metadata, "counters_since_delta_snapshot") as object | undefined;
  return {
    checkpoint: { ...checkpoint, channel_values: Object.fromEntries(values) },
    metadata: Object.assign({}, metadata, {
      counters_since_delta_snapshot: { ...counters, ...counted },
    }),
  };
}
