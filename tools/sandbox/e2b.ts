import type { Sandbox } from "../ports/sandbox.ts";
import { createCommandRunner } from "./e2b/commands.ts";
import { createFaults } from "./e2b/faults.ts";
import { createFiles } from "./e2b/files.ts";
import { createLife } from "./e2b/keep-alive.ts";
import { runCell } from "./e2b/run-cell.ts";
import type { SdkSandbox } from "./e2b/sdk.ts";
import { namesGone, setVariables, type Variables } from "./setup/variables.ts";

import { startKernel, type StartedKernel, type StartupPackage } from "./startup.ts";
import { WHOLE_CODE } from "./startup-check.ts";

const MARK_TIMEOUT_MS = 30_000;

export interface E2BSandboxOptions {
  readonly startup: StartupPackage;
  /** Milliseconds that the sandbox lives on after its last use. */
  readonly lifeMs: number;
  /** Milliseconds that an interrupted cell may take to end by itself. */
  readonly graceMs: number;
  /** What its code sees, and whether new kernels of it have that by themselves. */
  readonly variables: { readonly envs: Variables; readonly builtIn: boolean };
  /** Variables that were there once and must go. */
  readonly gone?: readonly string[];
}

export interface OpenedSandbox {
  readonly sandbox: Sandbox;
  /** Changes what its code sees as environment variables. */
  readonly setVariables: (envs: Variables) => Promise<void>;
}

/** A sandbox of E2B, cloud or embedded, ready to run cells. Raises what the SDK raises. */
export async function createE2BSandbox(
  sdk: SdkSandbox,
  { startup, lifeMs, graceMs, variables, gone = [] }: E2BSandboxOptions,
): Promise<OpenedSandbox> {
  const faults = createFaults(sdk);
  let { envs, builtIn } = variables;
  let unset = gone;
  const begin = async (isNew: boolean): Promise<StartedKernel> => {
    const started = await startKernel(sdk, startup, isNew);
    if (!builtIn) await setVariables(sdk, envs, unset);
    return started;
  };
  let kernel: StartedKernel | undefined = await begin(builtIn);
  let { isWhole } = kernel;
  const life = createLife(sdk, lifeMs);
  let queue: Promise<unknown> = Promise.resolve();

  const run: Sandbox["runCell"] = async (code, options) => {
    try {
      // A new kernel knows nothing of the start-up package.
      kernel ??= await begin(false);
      const { pid } = kernel;
      const execution = await life.during(async () =>
        runCell({ sdk, pid, graceMs }, code, options),
      );
      if (execution.variablesLost === true) {
        kernel = undefined;
        isWhole = false;
      }
      // The kernel is the first to be seen dead of a sandbox that dies. One that used up the memory
      // must not run again, whatever became of its sandbox.
      if (execution.status === "kernel_died" && execution.outOfMemory !== true)
        kernel = await begin(false);
      return execution;
    } catch (error) {
      throw await faults(error);
    }
  };

  const runCommand = createCommandRunner(sdk, faults, () => envs);
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  const sandbox: Sandbox = {
    id: sdk.sandboxId,
    files: createFiles(sdk, faults, life),
    runCommand: async (command, options) => life.during(async () => runCommand(command, options)),
    runCell: async (code, options) => inTurn(async () => run(code, options)),
    get lacksVariables() {
      return !isWhole;
    },
    variablesRestored: async () =>
      inTurn(async () => {
        const { status } = await run(WHOLE_CODE, { timeoutMs: MARK_TIMEOUT_MS });
        isWhole = status === "ok";
      }),
  };
  return {
    sandbox,
    setVariables: async (next) =>
      inTurn(async () => {
        unset = namesGone([...unset, ...Object.keys(envs)], next);
        envs = next;
        builtIn = false;
        if (kernel !== undefined) await setVariables(sdk, envs, unset);
      }),
  };
}
