import type { BaseCheckpointSaver, CheckpointTuple } from "@langchain/langgraph-checkpoint";
import { type CheckpointRow, type CheckpointRows, holds } from "./checkpoint-rows.ts";
import { mergeOf } from "./merge-segment.ts";
import { readHistory, type Segment } from "./segments.ts";

/** It has delta channels whose writes nobody here would keep. */
const isOfAnotherGraph = ({ metadata }: CheckpointRow, channels: readonly string[]) =>
  Object.keys(metadata.counters_since_delta_snapshot ?? {}).some(
    (channel) => !channels.includes(channel),
  );

/**
 * Drops what no turn needs: of every turn stay its end and its first checkpoint, which carries all
 * that the turn wrote to the delta channels. Whole values of those stay only where the next question
 * starts; every other end is rebuilt from the writes, so that a thread grows with its turns and not
 * with their square. To be called by whoever holds the thread's lease.
 */
export function createPruning(
  checkpointer: BaseCheckpointSaver,
  rows: CheckpointRows,
  channels: readonly string[],
) {
  const load = async (threadId: string, id: string): Promise<CheckpointTuple | undefined> =>
    checkpointer.getTuple({
      configurable: { thread_id: threadId, checkpoint_ns: "", checkpoint_id: id },
    });

  return async function prune(threadId: string): Promise<void> {
    const all = await rows.list(threadId);
    if (all.some((row) => isOfAnotherGraph(row, channels))) return;
    const history = readHistory(all);
    const needed = new Set<CheckpointRow>();
    for (const start of history.current) {
      for (const channel of channels) {
        const seed = history.lineage(start).find((row) => holds(row, channel));
        if (seed !== undefined) needed.add(seed);
      }
    }
    const isNeeded = (row: CheckpointRow) => needed.has(row);
    const isWhole = ({ inner, end }: Segment) =>
      inner.length > 1 ||
      [...inner, end].some(
        (row) => !isNeeded(row) && channels.some((channel) => holds(row, channel)),
      );
    for (const segment of history.segments.filter(isWhole)) {
      const { before, inner, end } = segment;
      if (inner.slice(1).some(isNeeded)) continue;
      const tuples = new Map<string, CheckpointTuple>();
      for (const row of [...(before === undefined ? [] : [before]), ...inner, end]) {
        const tuple = await load(threadId, row.id);
        if (tuple !== undefined) tuples.set(row.id, tuple);
      }
      const { childrenOf } = history;
      const merge = mergeOf({ segment, channels, tuples, childrenOf, isNeeded });
      if (merge !== undefined) await rows.merge(threadId, merge);
    }
  };
}
