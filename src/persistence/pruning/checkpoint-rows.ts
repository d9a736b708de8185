import type { Checkpoint, CheckpointMetadata } from "@langchain/langgraph-checkpoint";
import { z } from "zod";

/** What the pruning needs to know of every checkpoint of a thread, without its contents. */
export interface CheckpointRow {
  readonly id: string;
  readonly parent?: string;
  readonly metadata: RowMetadata;
}

/** LangGraph's own metadata, as far as it is read here. */
export const RowMetadata = z.object({
  source: z.enum(["input", "loop", "update", "fork"]).catch("update"),
  counters_since_delta_snapshot: z.record(z.string(), z.tuple([z.number(), z.number()])).optional(),
});
export type RowMetadata = z.infer<typeof RowMetadata>;

/** A stretch of one turn put together: its writes on its first checkpoint, its end right after it. */
export interface Merge {
  readonly first: string;
  /** Take the place of all writes on `first`. */
  readonly writes: readonly [channel: string, value: unknown][];
  readonly end: string;
  /** Between the two; gone afterwards, with their writes. */
  readonly dropped: readonly string[];
  /** Without snapshots that nobody needs any more. */
  readonly slimmed: readonly Slimmed[];
}

export interface Slimmed {
  readonly checkpoint: Checkpoint;
  readonly metadata: CheckpointMetadata;
}

/** The checkpoints of one database, below the saver's own interface. */
export interface CheckpointRows {
  list(threadId: string): Promise<CheckpointRow[]>;
  /** All of it, or in an order that leaves every state as it was wherever it breaks off. */
  merge(threadId: string, merge: Merge): Promise<void>;
}

/** A channel whose value stands in the checkpoint itself, as its metadata tell. */
export const holds = ({ metadata }: Pick<CheckpointRow, "metadata">, channel: string): boolean =>
  metadata.counters_since_delta_snapshot?.[channel] === undefined;
