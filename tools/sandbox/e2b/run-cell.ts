import type { Execution } from "@e2b/code-interpreter";
import { createBoundedText } from "../../output/bounded-text.ts";
import type { CellError, CellExecution, RunCellOptions } from "../../ports/sandbox.ts";
import { createResultList } from "./cell-results.ts";
import { isKernelGone, isOutOfMemory, stopCell } from "./interrupt.ts";
import { lostError } from "./sandbox-errors.ts";
import type { SdkSandbox } from "./sdk.ts";
import { stopError, type StopReason } from "./stop-error.ts";
import { plainTraceback } from "./traceback.ts";

/** Characters of each stream that are kept, head and tail. */
const KEPT_OUTPUT = 8 * 1024 * 1024;
/** The SDK keeps every line until the cell has ended: beyond this the cell is stopped. */
const MAX_OUTPUT = 256 * 1024 * 1024;

export interface CellRunner {
  readonly sdk: SdkSandbox;
  /** The kernel's process in the sandbox, where it is known. */
  readonly pid: number | undefined;
  /** How long an interrupted cell may take to end by itself. */
  readonly graceMs: number;
}

interface Stop {
  readonly requested: Promise<void>;
  reason(): StopReason | undefined;
  request(reason: StopReason): void;
}

function createStop(): Stop {
  const { promise, resolve } = Promise.withResolvers<void>();
  let reason: StopReason | undefined;
  return {
    requested: promise,
    reason: () => reason,
    request(why) {
      reason ??= why;
      resolve();
    },
  };
}

const toCellError = ({ name, value, traceback }: CellError): CellError => {
  const error = { name, value, traceback: traceback ?? "" };
  return { ...error, traceback: plainTraceback(error) };
};

/** How a cell ended: the kernel's own word, unless it was stopped. */
function verdict(
  execution: Execution | undefined,
  stop: StopReason | undefined,
  variablesLost: boolean,
  limitMs: number,
): Pick<CellExecution, "status" | "error" | "variablesLost" | "outOfMemory"> {
  const error = execution?.error && toCellError(execution.error);
  const lost = variablesLost ? { variablesLost } : {};
  if (
    stop !== undefined &&
    (error !== undefined || execution === undefined || stop === "cancelled")
  ) {
    const { status, words, name } = stopError(stop, limitMs, variablesLost);
    const traceback = error?.traceback ?? "";
    return { status, error: { name, value: words.en, traceback, words }, ...lost };
  }
  if (error === undefined) return { status: "ok", ...lost };
  if (execution !== undefined && isKernelGone(execution))
    return {
      status: "kernel_died",
      error,
      variablesLost: true,
      ...(isOutOfMemory(execution) ? { outOfMemory: true } : {}),
    };
  return { status: "error", error };
}

/**
 * Runs one cell through the SDK. The SDK's call cannot be aborted, so a limit reached or a signal
 * interrupts the kernel, and the call then ends by itself. Raises what the SDK raises.
 */
export async function runCell(
  { sdk, pid, graceMs }: CellRunner,
  code: string,
  options: RunCellOptions,
): Promise<CellExecution> {
  const { timeoutMs, signal } = options;
  const stdout = createBoundedText(KEPT_OUTPUT);
  const stderr = createBoundedText(KEPT_OUTPUT);
  const list = createResultList();
  const stop = createStop();
  let failure: { error: unknown } | undefined;

  /** A caller's callback that throws must not tear the call off with the cell still running. */
  const tell = <T>(callback: ((value: T) => void) | undefined, value: T) => {
    if (failure !== undefined) return;
    try {
      callback?.(value);
    } catch (error) {
      failure = { error };
      stop.request("cancelled");
    }
  };
  const printed = (to: typeof stdout, text: string) => {
    to.push(text);
    if (stdout.length + stderr.length > MAX_OUTPUT) stop.request("output");
  };

  const started = performance.now();
  const run = sdk.runCode(code, {
    timeoutMs: timeoutMs === 0 ? 0 : timeoutMs + graceMs,
    onStdout: ({ line }) => {
      printed(stdout, line);
      tell(options.onStdout, line);
    },
    onStderr: ({ line }) => {
      printed(stderr, line);
      tell(options.onStderr, line);
    },
    onResult: (result) => tell(options.onResult, list.add(result)),
  });
  const abort = () => stop.request("cancelled");
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const timer = timeoutMs === 0 ? undefined : setTimeout(() => stop.request("timeout"), timeoutMs);

  try {
    const first = await Promise.race([run, stop.requested]);
    const { execution, variablesLost } =
      first === undefined
        ? await stopCell(sdk, { run, pid, graceMs, disconnects: timeoutMs > 0 })
        : { execution: first, variablesLost: false };
    if (failure !== undefined) throw failure.error;
    // The SDK takes an answer that was cut off for a whole one; a whole one begins with a count.
    if (execution !== undefined && !execution.error && execution.executionCount === undefined)
      throw lostError();
    return {
      ...verdict(execution, stop.reason(), variablesLost, timeoutMs),
      stdout: stdout.toString(),
      stderr: stderr.toString(),
      results: list.results,
      durationMs: Math.round(performance.now() - started),
    };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
    run.catch(() => undefined);
  }
}
