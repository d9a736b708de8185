import type { Sandbox } from "../ports/sandbox.ts";
import { createCommandRunner } from "./e2b/commands.ts";
import { createFaults } from "./e2b/faults.ts";
import { createFiles } from "./e2b/files.ts";
import { createLife } from "./e2b/keep-alive.ts";
import { runCell } from "./e2b/run-cell.ts";
import type { SdkSandbox } from "./e2b/sdk.ts";
import { startKernel, type StartedKernel, type StartupPackage } from "./startup.ts";

export interface E2BSandboxOptions {
  readonly startup: StartupPackage;
  /** Milliseconds that the sandbox lives on after its last use. */
  readonly lifeMs: number;
  /** Milliseconds that an interrupted cell may take to end by itself. */
  readonly graceMs: number;
}

export interface OpenedSandbox {
  readonly sandbox: Sandbox;
  /** Its kernel had died and was started anew. */
  readonly variablesLost?: boolean;
}

/** A sandbox of E2B, cloud or embedded, ready to run cells. Raises what the SDK raises. */
export async function createE2BSandbox(
  sdk: SdkSandbox,
  { startup, lifeMs, graceMs }: E2BSandboxOptions,
): Promise<OpenedSandbox> {
  const faults = createFaults(sdk);
  let kernel: StartedKernel | undefined = await startKernel(sdk, startup);
  const { variablesLost } = kernel;
  const life = createLife(sdk, lifeMs);
  let queue: Promise<unknown> = Promise.resolve();

  const run: Sandbox["runCell"] = async (code, options) => {
    try {
      // A new kernel knows nothing of the start-up package.
      kernel ??= await startKernel(sdk, startup);
      const { pid } = kernel;
      const execution = await life.during(async () =>
        runCell({ sdk, pid, graceMs }, code, options),
      );
      if (execution.variablesLost === true) kernel = undefined;
      return execution;
    } catch (error) {
      throw await faults(error);
    }
  };

  const runCommand = createCommandRunner(sdk, faults);
  const sandbox: Sandbox = {
    id: sdk.sandboxId,
    files: createFiles(sdk, faults, life),
    runCommand: async (command, options) => life.during(async () => runCommand(command, options)),
    async runCell(code, options) {
      const turn = queue.then(async () => run(code, options));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
  return { sandbox, ...(variablesLost ? { variablesLost } : {}) };
}
