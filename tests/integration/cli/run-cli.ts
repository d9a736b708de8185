import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../../src/cli/bin.mjs", import.meta.url));
const SCRIPTED = fileURLToPath(new URL("./scripted-cli.ts", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stdout has shown the text. */
  shows(text: string): Promise<void>;
}

export interface CliOptions {
  readonly env?: Record<string, string>;
  readonly folder: string;
}

/** A folder of its own for a test. */
export function testFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "cli-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The real command. */
export function startCli(args: readonly string[], options: CliOptions): Running {
  return start([BIN, ...args], options);
}

/** The command line with an engine that plays a scenario. */
export function startScripted(
  scenario: string,
  args: readonly string[],
  options: CliOptions,
): Running {
  return start([SCRIPTED, scenario, ...args], options);
}

function start(args: readonly string[], { env = {}, folder }: CliOptions): Running {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    // Nothing of this machine's own settings.
    env: { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!stdout.includes(text)) return;
          child.stdout?.off("data", look);
          resolve();
        };
        child.stdout?.on("data", look);
        look();
        void ended.then(() => reject(new Error(`ended without showing ${text}: ${stderr}`)));
      }),
  };
}
