import type { CheckpointRow } from "./checkpoint-rows.ts";

/** The checkpoints of one turn on one branch: from the first after an end to the next end. */
export interface Segment {
  /** The end before; absent at a beginning. */
  readonly before?: CheckpointRow;
  /** Between the two ends, the oldest first. */
  readonly inner: readonly CheckpointRow[];
  readonly end: CheckpointRow;
}

export interface History {
  readonly segments: readonly Segment[];
  /** The thread's newest checkpoint, and the end before it: what the next question goes on from. */
  readonly current: readonly CheckpointRow[];
  /** From a checkpoint to its branch's beginning, itself first. */
  readonly lineage: (row: CheckpointRow) => CheckpointRow[];
  readonly childrenOf: (row: CheckpointRow) => number;
}

/**
 * Cuts a thread's checkpoints into turns. An end is where nobody went on, where a new question (or a
 * change from outside) went on, and where branches part.
 */
export function readHistory(rows: readonly CheckpointRow[]): History {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const children = new Map<string, CheckpointRow[]>();
  for (const row of rows) {
    if (row.parent === undefined) continue;
    children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  }
  const parentOf = ({ parent }: CheckpointRow) =>
    parent === undefined ? undefined : byId.get(parent);
  const isEnd = ({ id }: CheckpointRow) => {
    const next = children.get(id) ?? [];
    return next.length !== 1 || next[0]?.metadata.source !== "loop";
  };
  const segmentOf = (end: CheckpointRow): Segment => {
    const inner: CheckpointRow[] = [];
    let row = parentOf(end);
    for (; row !== undefined && !isEnd(row); row = parentOf(row)) inner.push(row);
    return { before: row, inner: inner.toReversed(), end };
  };
  const segments = rows.filter(isEnd).map(segmentOf);
  const newest = rows.reduce<CheckpointRow | undefined>(
    (last, row) => (last === undefined || row.id > last.id ? row : last),
    undefined,
  );
  const beforeNewest = segments.find(({ end }) => end === newest)?.before;
  return {
    segments,
    current: [newest, beforeNewest].filter((row) => row !== undefined),
    lineage(row) {
      const line: CheckpointRow[] = [];
      for (let at: CheckpointRow | undefined = row; at !== undefined; at = parentOf(at))
        line.push(at);
      return line;
    },
    childrenOf: ({ id }) => children.get(id)?.length ?? 0,
  };
}
