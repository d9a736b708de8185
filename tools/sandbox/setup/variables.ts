import { randomUUID } from "node:crypto";
import { AnalystError } from "../../errors.ts";
import { WORKING_FOLDER } from "../../ports/sandbox.ts";
import type { SdkSandbox } from "../e2b/sdk.ts";

const FOLDER = ".e2b-analyst";
const TIMEOUT_MS = 60_000;

export type Variables = Readonly<Record<string, string>>;

/**
 * Sets environment variables of a running kernel that has the start-up package, and takes some
 * away. The values travel in a file that the kernel removes as it reads it, so they stand in no
 * code, no history and no traceback.
 */
export async function setVariables(
  sdk: SdkSandbox,
  set: Variables,
  unset: readonly string[],
): Promise<void> {
  if (Object.keys(set).length === 0 && unset.length === 0) return;
  const name = `variables-${randomUUID()}.json`;
  const path = `${WORKING_FOLDER}/${FOLDER}/${name}`;
  await sdk.files.write(path, JSON.stringify({ set, unset }));
  const code = `__import__("e2b_analyst.variables").variables.take("${FOLDER}/${name}")`;
  const execution = await sdk.runCode(code, { timeoutMs: TIMEOUT_MS });
  if (execution.error === undefined) return;
  await sdk.files.remove(path).catch(() => undefined);
  throw new AnalystError(
    "sandbox_setup",
    {
      en: "The sandbox did not take its environment variables.",
      zh: "沙箱未能接受环境变量。",
    },
    { retryable: true },
  );
}

/** Names that were set and are not any more. */
export function namesGone(before: readonly string[], now: Variables): string[] {
  return before.filter((name) => !Object.hasOwn(now, name));
}
