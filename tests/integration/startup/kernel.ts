import { join } from "node:path";
import { z } from "zod";
import { runPython } from "./python.ts";

const Message = z.object({
  type: z.enum(["stdout", "stderr", "error", "display_data", "execute_result"]),
  text: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

export type KernelMessage = z.infer<typeof Message>;

/** Runs cells one after the other in one real kernel and returns the messages of each. */
export async function runCells(cells: readonly string[]): Promise<KernelMessage[][]> {
  const { stdout, stderr, code } = await runPython([join(import.meta.dirname, "kernel_cells.py")], {
    stdin: JSON.stringify(cells),
  });
  if (code !== 0) throw new Error(`the kernel ended with ${code}: ${stderr}`);
  return z.array(z.array(Message)).parse(JSON.parse(stdout));
}
