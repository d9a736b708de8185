import type { RunnableConfig } from "@langchain/core/runnables";
import type {
  Checkpoint,
  CheckpointListOptions,
  CheckpointMetadata,
  CheckpointTuple,
  PendingWrite,
} from "@langchain/langgraph-checkpoint";
import { MongoDBSaver } from "@langchain/langgraph-checkpoint-mongodb";
import type { MongoClient } from "mongodb";
import { type MongoPlace, toStateError } from "./errors.ts";

/** Beside LibreChat's collections, under names that no other LangGraph application uses. */
export const CHECKPOINTS = "e2bcheckpoints";
export const WRITES = "e2bcheckpointwrites";

/** LangGraph's saver, which makes its indexes before its first use and tells faults of the server as ours. */
export class MongoCheckpointer extends MongoDBSaver {
  readonly #place: MongoPlace;
  #ready: Promise<void> | undefined;

  constructor(client: MongoClient, place: MongoPlace) {
    super({
      client,
      checkpointCollectionName: CHECKPOINTS,
      checkpointWritesCollectionName: WRITES,
    });
    this.#place = place;
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    return this.#run(async () => super.getTuple(config));
  }

  override async *list(
    config: RunnableConfig,
    options?: CheckpointListOptions,
  ): AsyncGenerator<CheckpointTuple> {
    await this.#run(async () => undefined);
    try {
      yield* super.list(config, options);
    } catch (error) {
      throw toStateError(error, this.#place);
    }
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<RunnableConfig> {
    return this.#run(async () => super.put(config, checkpoint, metadata));
  }

  override async putWrites(
    config: RunnableConfig,
    writes: PendingWrite[],
    taskId: string,
  ): Promise<void> {
    return this.#run(async () => super.putWrites(config, writes, taskId));
  }

  override async deleteThread(threadId: string): Promise<void> {
    return this.#run(async () => super.deleteThread(threadId));
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.#ready ??= this.#makeIndexes();
      await this.#ready;
    } catch (error) {
      this.#ready = undefined;
      throw toStateError(error, this.#place);
    }
    try {
      return await work();
    } catch (error) {
      throw toStateError(error, this.#place);
    }
  }

  /** `setup` gives its errors back instead of raising them. */
  async #makeIndexes(): Promise<void> {
    const [fault] = await this.setup();
    if (fault !== undefined) throw fault;
  }
}
