import { execFile } from "node:child_process";
import { join } from "node:path";
import { readConfig } from "../../../src/config.ts";
import { ensureEnvironment } from "../../../src/embedded-e2b/environment/ensure-environment.ts";
import type { PythonEnvironment } from "../../../src/embedded-e2b/environment/types.ts";

const HERE = import.meta.dirname;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** What a Python process wrote, and how it ended. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
}

let environment: Promise<PythonEnvironment> | undefined;

/** The sandboxes' own Python environment, which the global set-up has made. */
export function pythonEnvironment(): Promise<PythonEnvironment> {
  environment ??= ensureEnvironment({
    cacheRoot: readConfig(process.env).env.E2B_ANALYST_CACHE,
    progress: () => {},
  });
  return environment;
}

/** Runs that Python with the start-up package on its path, as a kernel has it. */
export async function runPython(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { python, startupPath, cjkFont, matplotlibCache } = await pythonEnvironment();
  const env = {
    PATH: process.env.PATH,
    HOME: "/nonexistent",
    PYTHONPATH: startupPath,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONIOENCODING: "utf-8",
    E2B_ANALYST_CJK_FONT: cjkFont,
    MPLCONFIGDIR: matplotlibCache,
    ...options.env,
  };
  return new Promise((resolve) => {
    const child = execFile(
      python,
      [...args],
      { env, cwd: options.cwd, maxBuffer: MAX_OUTPUT },
      (error, stdout, stderr) =>
        resolve({ stdout, stderr, code: error === null ? 0 : Number(error.code ?? 1) }),
    );
    child.stdin?.end(options.stdin ?? "");
  });
}

/** The JSON that a script of this folder prints; a script that fails or writes to stderr fails the test. */
export async function runScript(name: string, ...args: string[]): Promise<unknown> {
  const { stdout, stderr, code } = await runPython([join(HERE, name), ...args]);
  if (code !== 0 || stderr !== "") throw new Error(`${name} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
