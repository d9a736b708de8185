import type { CellExecution, Sandbox } from "../ports/sandbox.ts";
import { createCommandRunner } from "./e2b/commands.ts";
import { createFaults } from "./e2b/faults.ts";
import { createFiles } from "./e2b/files.ts";
import { keepAlive } from "./e2b/keep-alive.ts";
import { runCell } from "./e2b/run-cell.ts";
import type { SdkSandbox } from "./e2b/sdk.ts";
import type { Words } from "../words.ts";
import { startKernel, type StartedKernel, type StartupPackage } from "./startup.ts";

export interface E2BSandboxOptions {
  readonly startup: StartupPackage;
  /** Milliseconds that the sandbox lives on after its last use. */
  readonly lifeMs: number;
  /** Milliseconds that an interrupted cell may take to end by itself. */
  readonly graceMs: number;
}

const DIED_UNSEEN: Words = {
  en: "The Python process had ended since the last cell; this code did not run.",
  zh: "Python 进程在上一个单元之后已退出；此代码没有运行。",
};

/** The first cell after a kernel died unseen: it did not run, its variables would be missing. */
const diedUnseen: CellExecution = {
  status: "kernel_died",
  error: {
    name: "ContextRestarting",
    value: DIED_UNSEEN.en,
    traceback: "",
    words: DIED_UNSEEN,
  },
  stdout: "",
  stderr: "",
  results: [],
  durationMs: 0,
  variablesLost: true,
};

/** A sandbox of E2B, cloud or embedded, ready to run cells. Raises what the SDK raises. */
export async function createE2BSandbox(
  sdk: SdkSandbox,
  { startup, lifeMs, graceMs }: E2BSandboxOptions,
): Promise<Sandbox> {
  const faults = createFaults(sdk);
  let kernel: StartedKernel | undefined = await startKernel(sdk, startup);
  let untold = kernel.variablesLost;
  let queue: Promise<unknown> = Promise.resolve();

  const run: Sandbox["runCell"] = async (code, options) => {
    try {
      // A new kernel knows nothing of the start-up package.
      kernel ??= await startKernel(sdk, startup);
      if (untold) {
        untold = false;
        return diedUnseen;
      }
      const stopKeeping = keepAlive(sdk, lifeMs);
      const execution = await runCell({ sdk, pid: kernel.pid, graceMs }, code, options).finally(
        stopKeeping,
      );
      if (execution.variablesLost === true) kernel = undefined;
      return execution;
    } catch (error) {
      throw await faults(error);
    }
  };

  return {
    id: sdk.sandboxId,
    files: createFiles(sdk, faults),
    runCommand: createCommandRunner(sdk, faults),
    async runCell(code, options) {
      const turn = queue.then(async () => run(code, options));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}
