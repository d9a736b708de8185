import { LaunchFault } from "./launch.ts";
import type { ProcKind } from "./proc-mounts.ts";

/** What the first box found out; the same for all boxes of this machine. */
let found: ProcKind | undefined;

/** From the best to what is left; only root can mount a whole `/proc` first. */
const kinds = (): ProcKind[] =>
  process.getuid?.() === 0 ? ["own", "uncovered", "facts"] : ["own", "facts"];

/** Starts a box with the best `/proc` that the kernel allows here. Raises the first fault when none works. */
export async function withProc<T>(
  isolated: boolean,
  start: (kind: ProcKind) => Promise<T>,
): Promise<T> {
  if (!isolated || found !== undefined) return start(found ?? "own");
  let first: unknown;
  for (const kind of kinds()) {
    try {
      const started = await start(kind);
      found = kind;
      return started;
    } catch (error) {
      if (!(error instanceof LaunchFault)) throw error;
      first ??= error;
    }
  }
  throw first;
}
