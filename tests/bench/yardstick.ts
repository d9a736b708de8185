import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

const Answer = z.object({
  ms: z.number(),
  characters: z.number().optional(),
  pss: z.number().optional(),
});
export type Answer = z.infer<typeof Answer>;

/** A plain kernel of the same environment, driven by jupyter_client. */
export interface Yardstick {
  /** Starts a kernel, runs one cell, stops it. */
  cold(code: string): Promise<Answer>;
  /** Runs a cell in the kernel that is kept. */
  warm(code: string): Promise<Answer>;
  stop(): void;
}

export function startYardstick(python: string): Yardstick {
  const script = join(import.meta.dirname, "plain_kernel.py");
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (kind: string, code: string): Promise<Answer> => {
    child.stdin.write(`${JSON.stringify({ kind, code })}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error("the plain kernel ended");
    return Answer.parse(JSON.parse(line.value));
  };
  return {
    cold: (code) => ask("cold", code),
    warm: (code) => ask("warm", code),
    stop: () => child.stdin.end(),
  };
}
