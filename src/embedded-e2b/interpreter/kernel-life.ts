import type { Kernel } from "../kernel/kernel.ts";

const AFTERMATH = "Its variables are lost, files are kept.";

/** The sentences of a `ContextRestarting` error, by what ended the kernel. */
export const LOSS = {
  restarted: `Context was restarted. ${AFTERMATH}`,
  removed: "Context was removed.",
  exited: `Context was restarted: the code ended the kernel. ${AFTERMATH}`,
  stubborn: `Context was restarted: the code could not be interrupted. ${AFTERMATH}`,
  crowded: `Context was restarted: the code filled the sandbox with processes. ${AFTERMATH}`,
  outOfMemory: `Context was restarted: out of memory. ${AFTERMATH}`,
  died: (status: string) => `Context was restarted: the kernel ended (${status}). ${AFTERMATH}`,
} as const;

/** One kernel's time within a context. */
export interface KernelLife {
  readonly kernel: Promise<Kernel>;
  /** Resolves with the sentence for the user once the kernel has ended. */
  readonly lost: Promise<string>;
  /** Ends it for a reason of this server's own. */
  end(reason: string): Promise<void>;
  /** Says why the kernel is about to end by itself. */
  expectEnd(reason: string): void;
}

export function beginLife(
  startKernel: () => Promise<Kernel>,
  takeOutOfMemory: () => boolean,
): KernelLife {
  const kernel = startKernel();
  let reason: string | undefined;
  const lost = kernel
    .then(({ ended }) => ended)
    .then(({ status }) => reason ?? (takeOutOfMemory() ? LOSS.outOfMemory : LOSS.died(status)));
  // Whoever awaits `kernel` learns that it could not be started.
  lost.catch(() => undefined);
  return {
    kernel,
    lost,
    expectEnd(why) {
      reason ??= why;
    },
    async end(why) {
      reason ??= why;
      const running = await kernel.catch(() => undefined);
      await running?.kill();
    },
  };
}
