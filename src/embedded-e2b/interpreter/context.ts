import { execute } from "../kernel/execute.ts";
import { KernelGone } from "../kernel/client.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { swapExpression, swappedValues, type EnvValues } from "./env-swap.ts";
import type { EventSink } from "./events.ts";
import { interruptRun, type InterruptTiming } from "./interrupt.ts";
import { beginLife, LOSS, type KernelLife } from "./kernel-life.ts";
import { errorLine, forwardOutput } from "./kernel-output.ts";
import { createMutex } from "./mutex.ts";

/** How long a kernel that is about to end may take before it is killed. */
const END_GRACE_MS = 3000;

/** IPython tells every program to write in colour, which is noise to whoever reads the output. */
const PLAIN_OUTPUT: EnvValues = {
  FORCE_COLOR: null,
  CLICOLOR: null,
  CLICOLOR_FORCE: null,
  NO_COLOR: "1",
  TERM: "dumb",
};

/** E2B's name for: the kernel ended, another one takes its place, variables are gone. */
const CONTEXT_RESTARTING = "ContextRestarting";
/** A name of its own, because the cure is another one. */
const OUT_OF_MEMORY = "OutOfMemory";

export interface RunRequest {
  readonly code: string;
  readonly envs: Readonly<Record<string, string>>;
}

export interface ContextOptions {
  readonly startKernel: () => Promise<Kernel>;
  readonly timing: InterruptTiming;
  /** Whether memory pressure killed a process since the last call. */
  readonly takeOutOfMemory: () => boolean;
  /** Whether there is next to no room for another process. */
  readonly isCrowded: () => Promise<boolean>;
}

/** A namespace in which code runs, one run at a time, whatever happens to the kernel below it. */
export interface CodeContext {
  /**
   * Resolves when the kernel is idle again. Aborting interrupts the code, or gives up the place in
   * the queue; only the latter rejects.
   */
  run(request: RunRequest, sink: EventSink, signal: AbortSignal): Promise<void>;
  /** Resolves once a kernel is up. */
  start(): Promise<void>;
  /** Runs code that nobody sees, unless `skip` says that it is not wanted any more. */
  prepare(code: string, skip: () => boolean): Promise<void>;
  /** Sets variables before the next run, in a kernel that is already there. */
  setEnvs(envs: Readonly<Record<string, string>>): void;
  restart(): Promise<void>;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
  /** Ends the kernel; what still runs or waits is told. */
  remove(): Promise<void>;
}

function lossLine(reason: string) {
  return errorLine(reason === LOSS.outOfMemory ? OUT_OF_MEMORY : CONTEXT_RESTARTING, reason);
}

/** Makes a context; its kernel starts with the first use. */
export function createContext(options: ContextOptions): CodeContext {
  const mutex = createMutex();
  let life: KernelLife | undefined;
  let used = false;
  let removed = false;
  /** Why variables are gone, where nobody has been told yet. */
  let untold: string | undefined;
  const told = new WeakSet<KernelLife>();
  /** Variables to be set before anything else runs. */
  let nextEnvs = PLAIN_OUTPUT;

  function currentLife(): KernelLife {
    if (life !== undefined) return life;
    const begun = beginLife(options.startKernel, options.takeOutOfMemory);
    used = false;
    nextEnvs = PLAIN_OUTPUT;
    life = begun;
    void watch(begun);
    return begun;
  }

  /** Makes room for the next kernel when this one has ended, or could not be started. */
  async function watch(watched: KernelLife): Promise<void> {
    const reason = await watched.lost.catch(() => undefined);
    if (life !== watched) return;
    if (used && !told.has(watched)) untold = reason;
    life = undefined;
  }

  async function run(request: RunRequest, sink: EventSink, signal: AbortSignal): Promise<void> {
    const release = await mutex.acquire(signal);
    try {
      const loss = removed ? LOSS.removed : untold;
      untold = undefined;
      if (loss !== undefined) sink.line(lossLine(loss));
      else await runInKernel(currentLife(), request, sink, signal);
    } finally {
      release();
    }
  }

  async function runInKernel(
    current: KernelLife,
    request: RunRequest,
    sink: EventSink,
    signal: AbortSignal,
  ): Promise<void> {
    let kernel: Kernel;
    try {
      kernel = await current.kernel;
    } catch (error) {
      sink.line(errorLine("KernelStartError", (error as Error).message));
      return;
    }
    try {
      await setUp(kernel);
      const before = await swap(kernel, request.envs);
      if (!signal.aborted) {
        used = true;
        await runCode(kernel, current, request.code, sink, signal);
      }
      await swap(kernel, before);
    } catch (error) {
      if (!(error instanceof KernelGone)) throw error;
      const reason = await lostSoon(current, LOSS.stubborn);
      told.add(current);
      // A restart that was asked for meanwhile was answered to whoever asked.
      if (life === undefined || life === current) untold = signal.aborted ? reason : undefined;
      if (!signal.aborted) sink.line(lossLine(reason));
      if (life === current) life = undefined;
      if (!removed) currentLife().kernel.catch(() => undefined);
    }
  }

  async function setUp(kernel: Kernel): Promise<void> {
    const envs = nextEnvs;
    nextEnvs = {};
    await swap(kernel, envs);
  }

  async function runCode(
    kernel: Kernel,
    current: KernelLife,
    code: string,
    sink: EventSink,
    signal: AbortSignal,
  ): Promise<void> {
    const started = Promise.withResolvers<void>();
    const done = execute(kernel.client, { code }, (message) => {
      if (message.type === "execute_input") started.resolve();
      forwardOutput(message, sink);
    });
    let stopping: Promise<boolean> | undefined;
    const stop = () => {
      stopping = interruptRun(
        kernel,
        {
          started: started.promise,
          done,
          isCrowded: options.isCrowded,
          kill: (why) => current.end(LOSS[why]),
        },
        options.timing,
      );
    };
    signal.addEventListener("abort", stop, { once: true });
    const reply = await done.finally(() => signal.removeEventListener("abort", stop));
    if ((await stopping) === false) throw new KernelGone("The kernel was killed");
    if (!reply.exits) return;
    current.expectEnd(LOSS.exited);
    await lostSoon(current, LOSS.exited);
    throw new KernelGone(LOSS.exited);
  }

  async function end(reason: string): Promise<void> {
    const ended = life;
    life = undefined;
    await ended?.end(reason);
  }

  return {
    run,
    async start() {
      await currentLife().kernel;
    },
    async prepare(code, skip) {
      const release = await mutex.acquire();
      try {
        const kernel = await currentLife().kernel;
        await setUp(kernel);
        if (!skip()) await execute(kernel.client, { code, silent: true });
      } finally {
        release();
      }
    },
    setEnvs(envs) {
      nextEnvs = { ...nextEnvs, ...envs };
    },
    async restart() {
      await end(LOSS.restarted);
      untold = undefined;
      await currentLife().kernel;
    },
    async idle() {
      const release = await mutex.acquire();
      release();
    },
    async remove() {
      removed = true;
      await end(LOSS.removed);
    },
  };
}

/** Waits for the end of a kernel that has asked for it or does not answer, and sees to it. */
async function lostSoon(life: KernelLife, reason: string): Promise<string> {
  const timer = setTimeout(() => void life.end(reason), END_GRACE_MS);
  return life.lost.finally(() => clearTimeout(timer));
}

/** Sets variables in a kernel and returns what they were. */
async function swap(kernel: Kernel, values: EnvValues): Promise<EnvValues> {
  if (Object.keys(values).length === 0) return {};
  const reply = await execute(kernel.client, {
    code: "",
    silent: true,
    expressions: { envs: swapExpression(values) },
  });
  return swappedValues(reply.expressions.envs);
}
