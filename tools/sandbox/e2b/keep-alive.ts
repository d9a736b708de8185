import type { SdkSandbox } from "./sdk.ts";

/** Extends a sandbox's life again and again until the returned function is called. */
export function keepAlive(sdk: SdkSandbox, lifeMs: number): () => void {
  const timer = setInterval(() => {
    // Whether the sandbox lives on shows in the cell itself; an account's maximum is no failure.
    void sdk.setTimeout(lifeMs).catch(() => undefined);
  }, lifeMs / 3);
  return () => clearInterval(timer);
}
