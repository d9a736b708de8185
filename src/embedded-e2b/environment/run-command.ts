import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { cancelled } from "./setup-error.ts";

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  /** Told each line of stderr as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface CommandResult {
  /** False also for a command that could not be started or was ended by a signal. */
  readonly ok: boolean;
  readonly stdout: string;
  /** The last lines of stderr, without passwords of URLs; the reason when it could not be started. */
  readonly fault: string;
}

const KEPT_LINES = 12;
const KEPT_STDOUT = 1_000_000;

/** Runs a program to its end; only an abort is raised as an error (`cancelled`). */
export async function runCommand(
  command: readonly [string, ...string[]],
  options: CommandOptions,
): Promise<CommandResult> {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    signal: options.signal,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: string[] = [];
  let stdout = "";
  const end = new Promise<{ ok: boolean; reason?: string }>((resolve) => {
    child.once("error", (error) => resolve({ ok: false, reason: error.message }));
    child.once("close", (code, signal) =>
      resolve({ ok: code === 0, reason: signal === null ? undefined : `ended by ${signal}` }),
    );
  });
  // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
  child.stdin.on("error", () => {});
  child.stdin.end(options.stdin ?? "");
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    if (stdout.length < KEPT_STDOUT) stdout += chunk;
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    const text = withoutPasswords(line.trimEnd());
    if (text === "") return;
    lines.push(text);
    if (lines.length > KEPT_LINES) lines.shift();
    options.onLine?.(text);
  });
  const { ok, reason } = await end;
  if (options.signal?.aborted === true) throw cancelled(options.signal);
  return { ok, stdout, fault: (reason === undefined ? lines : [...lines, reason]).join("\n") };
}

/** Addresses of private registries may hold credentials, which must not reach a terminal or a log. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/(\w+:\/\/)[^\s/@]+@/g, "$1***@");
}
