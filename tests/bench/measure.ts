import type { Sandbox } from "@e2b/code-interpreter";
import type { SdkClient } from "../../tools/sandbox/e2b/sdk.ts";
import type { Yardstick } from "./yardstick.ts";

/** One row of the table. */
export interface Measure {
  readonly what: string;
  readonly ours: string;
  readonly plain: string;
  readonly value: number;
  readonly unit: "×" | "ms" | "MiB";
  /** What `value` should keep to. */
  readonly aim: { readonly atMost?: number; readonly atLeast?: number | undefined };
}

export interface KernelBench {
  readonly yardstick: Yardstick;
  /** A server without a pool. */
  readonly cold: SdkClient;
  /** A server with a pool. */
  readonly pooled: SdkClient;
}

export const ms = (value: number) => `${value.toFixed(1)} ms`;
export const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;

/** Runs one cell and makes sure that it worked. */
export async function runCode(sandbox: Sandbox, code: string): Promise<number> {
  let characters = 0;
  const onStdout = ({ line }: { line: string }) => {
    characters += line.length;
  };
  const execution = await sandbox.runCode(code, { timeoutMs: 120_000, onStdout });
  if (execution.error !== undefined) throw new Error(execution.error.traceback);
  return characters;
}

/** A sandbox that is killed afterwards. */
export async function withSandbox<T>(
  client: SdkClient,
  work: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  const sandbox = await client.Sandbox.create("code-interpreter-v1");
  try {
    return await work(sandbox);
  } finally {
    await sandbox.kill();
  }
}
