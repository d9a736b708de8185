import type { CliHost } from "../host.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interrupts {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

/**
 * Ctrl-C once interrupts the cell and lets the run end in good order; twice quits at once, as does
 * once while there is nothing to interrupt.
 */
export function listenForInterrupts(
  host: CliHost,
  hooks: { isRunning: () => boolean; onFirst: () => void; onQuit: () => void },
): Interrupts {
  const controller = new AbortController();
  const onSignal = () => {
    if (hooks.isRunning() && !controller.signal.aborted) {
      controller.abort();
      hooks.onFirst();
      return;
    }
    hooks.onQuit();
  };
  for (const name of SIGNALS) host.signals.on(name, onSignal);
  const onGone = () => controller.abort();
  host.outputGone.addEventListener("abort", onGone);
  return {
    signal: controller.signal,
    release() {
      for (const name of SIGNALS) host.signals.off(name, onSignal);
      host.outputGone.removeEventListener("abort", onGone);
    },
  };
}
