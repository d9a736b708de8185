import type { Logger } from "../../logger.ts";

type Prune = (threadId: string) => Promise<void>;

/** The same, but what goes wrong is for the log: a run has ended well without it. */
export const pruneQuietly =
  (prune: Prune, logger: Pick<Logger, "warn">): Prune =>
  async (threadId) => {
    try {
      await prune(threadId);
    } catch (error) {
      logger.warn({ err: error, threadId }, "the thread could not be pruned");
    }
  };
