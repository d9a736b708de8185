import { LaunchFault } from "./launch.ts";
import type { ProcKind } from "./proc-mounts.ts";

/** What the first box found out; the same for all boxes of this machine. */
let found: ProcKind | undefined;

/**
 * Starts a box with a `/proc` of its own; where the kernel refuses that, as in a container that
 * covers parts of its `/proc`, with the next best. For root every box has another user, to whom the
 * outer `/proc` tells no secrets; without root boxes run as the user and must not see it.
 */
export async function withProc<T>(
  isolated: boolean,
  start: (kind: ProcKind) => Promise<T>,
): Promise<T> {
  if (!isolated || found !== undefined) return start(found ?? "own");
  try {
    const started = await start("own");
    found = "own";
    return started;
  } catch (error) {
    if (!(error instanceof LaunchFault)) throw error;
    const next: ProcKind = process.getuid?.() === 0 ? "outer" : "facts";
    const started = await start(next).catch(() => {
      throw error;
    });
    found = next;
    return started;
  }
}
