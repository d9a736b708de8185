import {
  type BaseCheckpointSaver,
  DeltaValue,
  END,
  interrupt,
  START,
  StateGraph,
  StateSchema,
} from "@langchain/langgraph";
import { z } from "zod";

const log = new DeltaValue(
  z.array(z.string()).default(() => []),
  {
    inputSchema: z.union([z.string(), z.array(z.string())]),
    reducer: (before: string[], writes: (string | string[])[]) => [...before, ...writes.flat()],
    snapshotFrequency: 20,
  },
);

const State = new StateSchema({ log });

export interface SmallGraphOptions {
  /** Called by the second of the three nodes. */
  readonly inTwo?: () => void;
  /** The second node asks somebody. */
  readonly asks?: boolean;
}

/** Three nodes that write down that they ran, over a delta value. */
export function smallGraph(checkpointer: BaseCheckpointSaver, options: SmallGraphOptions = {}) {
  return new StateGraph(State)
    .addNode("one", () => ({ log: "one" }))
    .addNode("two", () => {
      options.inTwo?.();
      return { log: options.asks === true ? `two: ${String(interrupt("which?"))}` : "two" };
    })
    .addNode("three", () => ({ log: "three" }))
    .addEdge(START, "one")
    .addEdge("one", "two")
    .addEdge("two", "three")
    .addEdge("three", END)
    .compile({ checkpointer });
}

export const inThread = (thread_id: string, checkpoint_id?: string) => ({
  configurable: { thread_id, ...(checkpoint_id === undefined ? {} : { checkpoint_id }) },
  durability: "sync" as const,
});
