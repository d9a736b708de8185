import { TimeoutError } from "@e2b/code-interpreter";
import type { SdkSandbox } from "./sdk.ts";

const PROBE_TIMEOUT_MS = 5_000;

/** `no_interpreter`: the sandbox runs, but nothing listens on the code interpreter's port. */
export type Condition = "alive" | "lost" | "no_interpreter" | "unreachable";

/**
 * Looks what is behind a failed call. The SDK raises the same error for a sandbox that is gone, a
 * closed port and a slow answer, so the services of the sandbox are asked.
 */
export async function diagnose(sdk: SdkSandbox): Promise<Condition> {
  try {
    if (!(await sdk.isRunning({ requestTimeoutMs: PROBE_TIMEOUT_MS }))) return "lost";
  } catch {
    return "unreachable";
  }
  try {
    // Health is answered for a while after the processes have died; a file is not.
    await sdk.files.exists("/", { requestTimeoutMs: PROBE_TIMEOUT_MS });
  } catch {
    return "lost";
  }
  try {
    await sdk.listCodeContexts();
    return "alive";
  } catch (error) {
    // Its own class for an answer of 502; a request that takes too long ends with another.
    return error instanceof TimeoutError ? "no_interpreter" : "unreachable";
  }
}
