import { CommandExitError } from "@e2b/code-interpreter";
import type { Execution } from "@e2b/code-interpreter";
import { isSlow } from "./sandbox-errors.ts";
import { settlesWithin } from "./settles.ts";
import type { SdkSandbox } from "./sdk.ts";

const COMMAND_TIMEOUT_MS = 5_000;
/** A run that is sent right after a disconnect can hang in E2B's server for ever. */
const AFTER_DISCONNECT_MS = 500;
const DISCONNECT_MARGIN_MS = 1_000;

/** The embedded server's name for a kernel that was killed for using too much memory. */
const OUT_OF_MEMORY = "OutOfMemory";

/** E2B's names for: the kernel is not the one that began the run. */
const KERNEL_GONE = new Set([
  OUT_OF_MEMORY,
  "ContextRestarting",
  "UnexpectedEndOfExecution",
  "WebSocketError",
  "KernelStartError",
]);

export const isKernelGone = (execution: Execution) =>
  execution.error !== undefined && KERNEL_GONE.has(execution.error.name);

export const isOutOfMemory = (execution: Execution) => execution.error?.name === OUT_OF_MEMORY;

/**
 * Sends SIGINT to the kernel and to what it started, like Jupyter's own interrupt. The kernel is
 * another user's process in the cloud, so the superuser tries where the default user may not.
 */
async function signalKernel(sdk: SdkSandbox, pid: number): Promise<void> {
  const command = `kill -INT -- -${pid} 2>/dev/null || kill -INT ${pid}`;
  const limits = { timeoutMs: COMMAND_TIMEOUT_MS, requestTimeoutMs: COMMAND_TIMEOUT_MS };
  try {
    await sdk.commands.run(command, limits);
  } catch (error) {
    if (error instanceof CommandExitError)
      await sdk.commands.run(command, { ...limits, user: "root" });
  }
}

/** Starts the default Python context anew: the last means, its variables are gone. */
async function restartKernel(sdk: SdkSandbox): Promise<void> {
  const contexts = await sdk.listCodeContexts();
  const python = contexts.find(({ language }) => language === "python");
  if (python !== undefined) await sdk.restartCodeContext(python);
}

/** Whether the kernel that was left by a disconnect is idle again with its variables. */
async function isIdleAgain(sdk: SdkSandbox, graceMs: number): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, AFTER_DISCONNECT_MS));
  try {
    return !isKernelGone(await sdk.runCode("", { timeoutMs: graceMs }));
  } catch (error) {
    if (isSlow(error)) return false;
    throw error;
  }
}

export interface RunningCell {
  readonly run: Promise<Execution>;
  readonly pid: number | undefined;
  readonly graceMs: number;
  /** The SDK disconnects by itself soon after the limit; without one it never does. */
  readonly disconnects: boolean;
}

/** `execution`: what the run still delivered; absent when it was torn off. */
export interface StoppedCell {
  readonly execution?: Execution;
  readonly variablesLost: boolean;
}

/**
 * Ends a running cell, as gently as it can be done: by SIGINT, which keeps the variables; else by
 * the disconnect that the SDK makes at the limit, upon which the server interrupts; else by a new
 * kernel. Raises what the SDK raises when the sandbox is lost meanwhile.
 */
export async function stopCell(sdk: SdkSandbox, cell: RunningCell): Promise<StoppedCell> {
  const { run, pid, graceMs, disconnects } = cell;
  const execution = run.catch(() => undefined);
  // Twice: the first can come before the kernel has begun with the code, when it is ignored.
  for (const process of pid === undefined ? [] : [pid, pid]) {
    await signalKernel(sdk, process).catch(() => undefined);
    if (await settlesWithin(run, graceMs / 2)) break;
  }
  const ended = await settlesWithin(run, disconnects ? graceMs + DISCONNECT_MARGIN_MS : 0);
  const delivered = ended ? await execution : undefined;
  if (delivered !== undefined)
    return { execution: delivered, variablesLost: isKernelGone(delivered) };
  if (ended && (await isIdleAgain(sdk, graceMs))) return { variablesLost: false };
  await restartKernel(sdk);
  await settlesWithin(run, graceMs);
  return { variablesLost: true };
}
