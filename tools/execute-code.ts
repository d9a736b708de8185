import { z } from "zod";
import { finishObservation } from "./cells/finish-observation.ts";
import { runBlocks } from "./cells/run-blocks.ts";
import { blockedBy } from "./cells/blocked.ts";
import type { Observation } from "./observation.ts";
import { checkCode } from "./sandbox/code-policy/check-code.ts";
import type { ToolContext } from "./tool-context.ts";

/** Declaration, check and type of an `execute_code` call. */
export const ExecuteCodeArgs = z
  .object({
    title: z
      .string()
      .default("")
      .describe("One short line in the user's language: what this code does."),
    code: z
      .union([z.string(), z.array(z.string()).min(1)])
      .describe("The Python code; or a list of blocks that run in order."),
    on_error: z
      .enum(["stop", "continue"])
      .default("stop")
      .describe("For a list of blocks: what happens after a block that fails."),
    step: z
      .int()
      .min(1)
      .optional()
      .catch(undefined)
      .describe("The number of the plan's step that this code serves."),
  })
  .describe(
    [
      "Runs Python in a Jupyter kernel. Variables, imports and files stay for later calls of the whole conversation: build on them, do not load data again.",
      "You see only what the code prints and the value of its last expression, so print every number you need.",
      "Charts that are shown (plt.show() or a figure as the last expression) reach the user by themselves; you do not see them, so print the numbers behind them.",
      "Files that the code writes stay in the sandbox until download_file hands them to the user. Relative paths start in /home/user.",
      "Long work may run; when the time limit is reached the code is interrupted and its variables stay.",
    ].join(" "),
  );

export type ExecuteCodeArgs = z.output<typeof ExecuteCodeArgs>;

/** The same for one block of code per call. */
export const ExecuteBlockArgs = ExecuteCodeArgs.omit({ on_error: true })
  .extend({ code: z.string().describe("The Python code.") })
  .describe(ExecuteCodeArgs.description ?? "");

/**
 * Runs one cell. Resolves also when the code failed or was not allowed; raises only when the
 * sandbox is lost or cannot be reached.
 */
export async function executeCode(
  args: ExecuteCodeArgs,
  context: ToolContext,
): Promise<Observation> {
  const blocks = typeof args.code === "string" ? [args.code] : args.code;
  const findings = blocks.flatMap((block) =>
    checkCode(block, context.codePolicy, context.allowedLibraries),
  );
  if (findings.length > 0) return blockedBy(findings);
  const run = await runBlocks(blocks, args.on_error, context);
  return finishObservation(run, context);
}
