import { z } from "zod";
import type { CellStatus, Sandbox } from "../../../tools/ports/sandbox.ts";

/** Marks the one line that counts; `e2b_analyst/packages.py` prints it. */
const MARK = "e2b-analyst-packages ";

const Report = z.object({
  installed: z.array(z.string().regex(/^[\w.-]+==[\w.+!-]+$/)).max(200),
  fault: z.string().max(2_000).optional(),
});

export interface Installation {
  /** How the call itself ended. */
  readonly status: CellStatus;
  /** Pins of all that came, `name==1.2`. */
  readonly installed: readonly string[];
  /** The end of what pip said, when nothing came. */
  readonly fault?: string;
}

/** The cell that installs packages, given as names or pins, into a sandbox's kernel. */
export const installCode = (requirements: readonly string[]) =>
  `__import__("e2b_analyst.packages").packages.install(*${JSON.stringify(requirements)})`;

/** Installs packages, unseen by the model. Raises what a lost sandbox raises. */
export async function installPackages(
  sandbox: Sandbox,
  requirements: readonly string[],
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Installation> {
  const execution = await sandbox.runCell(installCode(requirements), options);
  const { status, error, stdout } = execution;
  const line = stdout.split("\n").findLast((one) => one.startsWith(MARK));
  try {
    if (status === "ok" && line !== undefined)
      return { status, ...Report.parse(JSON.parse(line.slice(MARK.length))) };
  } catch {
    // Not our own words.
  }
  return { status, installed: [], fault: `${error?.name ?? status} ${error?.value ?? ""}`.trim() };
}
