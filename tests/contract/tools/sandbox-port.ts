import type { Sandbox } from "../../../tools/ports/sandbox.ts";
import { describeCells } from "./sandbox-port/cells.ts";
import { describeCommands } from "./sandbox-port/commands.ts";
import { describeFiles } from "./sandbox-port/files.ts";
import { describeInterrupts } from "./sandbox-port/interrupts.ts";
import { describeKernelDeath } from "./sandbox-port/kernel-death.ts";

/** Everything that an implementation of the sandbox port must do, with real code. */
export function describeSandboxPort(newSandbox: () => Promise<Sandbox>): void {
  describeCells(newSandbox);
  describeInterrupts(newSandbox);
  describeKernelDeath(newSandbox);
  describeFiles(newSandbox);
  describeCommands(newSandbox);
}
