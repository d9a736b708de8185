import type { SdkSandbox } from "./sdk.ts";

/** A call is worth a new end of life only so often, as a part of that life. */
const PARTS = 10;
const LONGEST_MS = 30_000;

/** Extends a sandbox's life by its use, beside the calls themselves: none waits for it. */
export interface Life {
  /** Something is being used at this moment. */
  readonly touch: () => void;
  /** Something is used until the work is done: life is extended again and again. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** `lifeMs`: how long the sandbox lives on after its last use; it has just been extended. */
export function createLife(sdk: SdkSandbox, lifeMs: number): Life {
  let extendedAt = performance.now();
  const extend = () => {
    extendedAt = performance.now();
    // Whether the sandbox lives on shows in the call itself; an account's maximum is no failure.
    void sdk.setTimeout(lifeMs).catch(() => undefined);
  };
  const touch = () => {
    if (performance.now() - extendedAt > Math.min(lifeMs / PARTS, LONGEST_MS)) extend();
  };
  return {
    touch,
    async during(work) {
      touch();
      const timer = setInterval(extend, lifeMs / 3);
      try {
        return await work();
      } finally {
        clearInterval(timer);
        touch();
      }
    },
  };
}
