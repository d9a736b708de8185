import { CommandExitError, type CommandHandle } from "@e2b/code-interpreter";
import type { CommandOutcome, Sandbox } from "../../ports/sandbox.ts";
import type { Variables } from "../setup/variables.ts";
import type { Faults } from "./faults.ts";
import { cancelledError } from "./sandbox-errors.ts";
import type { SdkSandbox } from "./sdk.ts";

/** What `timeout(1)` exits with. */
const TIMED_OUT = 124;
const DEFAULT_TIMEOUT_MS = 60_000;

/** Waits for the end, whatever the exit code. */
async function outcomeOf(handle: CommandHandle): Promise<CommandOutcome> {
  try {
    const { exitCode, stdout, stderr } = await handle.wait();
    return { exitCode, stdout, stderr };
  } catch (error) {
    if (!(error instanceof CommandExitError)) throw error;
    const { exitCode, stdout, stderr } = error;
    return { exitCode, stdout, stderr };
  }
}

/** Runs commands; one that takes too long is killed and ends with exit code 124. */
export function createCommandRunner(
  sdk: SdkSandbox,
  faults: Faults,
  envs: () => Variables,
): Sandbox["runCommand"] {
  return async (command, { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) => {
    const isAborted = () => signal?.aborted === true;
    if (isAborted()) throw cancelledError();
    let late = false;
    let timer: NodeJS.Timeout | undefined;
    try {
      const handle = await sdk.commands.run(command, {
        background: true,
        timeoutMs: 0,
        envs: { ...envs() },
      });
      const kill = () => void handle.kill().catch(() => undefined);
      const stop = () => {
        late = true;
        kill();
      };
      if (timeoutMs > 0) timer = setTimeout(stop, timeoutMs);
      signal?.addEventListener("abort", kill, { once: true });
      if (isAborted()) kill();
      const outcome = await outcomeOf(handle).finally(() =>
        signal?.removeEventListener("abort", kill),
      );
      if (isAborted()) throw cancelledError();
      return late ? { ...outcome, exitCode: TIMED_OUT } : outcome;
    } catch (error) {
      throw await faults(error);
    } finally {
      clearTimeout(timer);
    }
  };
}
