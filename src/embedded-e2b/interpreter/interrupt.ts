import type { Kernel } from "../kernel/kernel.ts";

export interface InterruptTiming {
  /** Milliseconds after the polite interrupt until the whole process group gets SIGINT. */
  readonly signalAfterMs: number;
  /** Milliseconds after that until the kernel is killed, which loses its variables. */
  readonly killAfterMs: number;
}

export interface ActiveRun {
  /** Resolves when the kernel has begun with the code: an interrupt before that is ignored by it. */
  readonly started: Promise<void>;
  /** Settles when the kernel is idle again, or gone. */
  readonly done: Promise<unknown>;
  /** Whether the code has filled the box with processes, so that hardly anything moves any more. */
  readonly isCrowded: () => Promise<boolean>;
  readonly kill: (why: "stubborn" | "crowded") => Promise<void>;
}

/** The beginning is announced at once; where the announcement got lost nobody waits for ever. */
const STARTED_WITHIN_MS = 2000;

/**
 * Stops a run, as gently as it can be done. Resolves once the kernel is idle or killed and no
 * interrupt is on its way any more that could hit the next run; with false when it was killed.
 */
export async function interruptRun(
  kernel: Kernel,
  run: ActiveRun,
  timing: InterruptTiming,
): Promise<boolean> {
  const done = settled(run.done);
  await settlesWithin(Promise.race([run.started, done]), STARTED_WITHIN_MS);
  const delivered = settled(kernel.client.request("control", "interrupt_request", {}));
  const obeyed = await settlesWithin(done, timing.signalAfterMs);
  // Processes that go on multiplying do not hear an interrupt, but they end with their group.
  if (await run.isCrowded()) {
    await run.kill("crowded");
    return false;
  }
  if (!obeyed) {
    await kernel.signalInterrupt().catch(() => undefined);
    if (!(await settlesWithin(done, timing.killAfterMs))) {
      await run.kill("stubborn");
      return false;
    }
  }
  await delivered;
  return true;
}

function settled(promise: Promise<unknown>): Promise<void> {
  return promise.then(
    () => undefined,
    () => undefined,
  );
}

async function settlesWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), ms);
  return Promise.race([promise.then(() => true as const), late]).finally(() => clearTimeout(timer));
}
