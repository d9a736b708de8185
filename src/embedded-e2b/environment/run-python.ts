import { type CommandResult, runCommand } from "./run-command.ts";

/** Runs a script, handed over on stdin, in a Python that heeds no PYTHON variables and no user site. */
export function runPython(
  python: string,
  script: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<CommandResult> {
  return runCommand([python, "-I", "-", ...args], { env: {}, stdin: script, signal });
}
