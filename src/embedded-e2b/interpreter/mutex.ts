/** Lets one holder in at a time, in the order of asking. */
export interface Mutex {
  /** Resolves with the function that lets the next one in; rejects when aborted while waiting. */
  acquire(signal?: AbortSignal): Promise<() => void>;
}

export function createMutex(): Mutex {
  let tail: Promise<void> = Promise.resolve();
  return {
    async acquire(signal) {
      const before = tail;
      const { promise, resolve } = Promise.withResolvers<void>();
      tail = promise;
      try {
        await raceAbort(before, signal);
      } catch (error) {
        // The place in the queue is given up, but those behind still wait for those before.
        void before.then(resolve);
        throw error;
      }
      return resolve;
    },
  };
}

async function raceAbort(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  signal.throwIfAborted();
}
