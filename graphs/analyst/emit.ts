import type { AnalystRuntime } from "./context.ts";
import type { RunEvent } from "./events.ts";

/** Tells the run's audience about something; without an audience it does nothing. */
export function emit(runtime: AnalystRuntime, event: RunEvent): void {
  runtime.writer?.(event);
}
