import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AnalystError } from "../errors.ts";
import { packageRoot } from "../package-root.ts";
import { WORKING_FOLDER } from "../ports/sandbox.ts";
import { isKernelGone } from "./e2b/interrupt.ts";
import { lostError } from "./e2b/sandbox-errors.ts";
import type { SdkSandbox } from "./e2b/sdk.ts";
import { checkCode, readReport, WHOLE_CODE } from "./startup-check.ts";

const CHECK_TIMEOUT_MS = 60_000;

/** The files of the start-up package, and the hash by which a sandbox's copy is known. */
export interface StartupPackage {
  readonly hash: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Where a sandbox is sure to find it beside this code. */
export const startupFolder = () => join(packageRoot(), "e2b_template/startup/e2b_analyst");

/** Reads the package once; the order of names is that of their bytes, as in Python. */
export async function readStartupPackage(folder: string): Promise<StartupPackage> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".py"));
  const files = new Map<string, Uint8Array>();
  const hash = createHash("sha256");
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    const body = await readFile(join(folder, name));
    files.set(name, body);
    hash.update(`${name}\0`).update(body).update("\0");
  }
  return { hash: hash.digest("hex"), files };
}

/** What is known of a kernel after the package was loaded. */
export interface StartedKernel {
  readonly pid: number;
  /** It is not another one than that in which the thread's cells ran, or has what they made again. */
  readonly isWhole: boolean;
}

/**
 * Loads the start-up package in a sandbox's kernel; where the sandbox lacks this version of it, it
 * is uploaded first. One call when all is there. `isNew`: no cell has run in the sandbox. Raises
 * `sandbox_lost` when no kernel stays.
 */
export async function startKernel(
  sdk: SdkSandbox,
  { hash, files }: StartupPackage,
  isNew: boolean,
): Promise<StartedKernel> {
  const folder = `${WORKING_FOLDER}/.e2b-analyst/startup/${hash.slice(0, 16)}`;
  const code = `${isNew ? `${WHOLE_CODE}\n` : ""}${checkCode(folder, hash)}`;
  let uploaded = false;
  let isGone = false;
  // At most: a dead kernel, an absent package, the load.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const execution = await sdk.runCode(code, { timeoutMs: CHECK_TIMEOUT_MS });
    const report = readReport(execution.logs.stdout.join(""));
    if (report?.ready === true) return { pid: report.pid, isWhole: report.whole };
    isGone = isKernelGone(execution);
    if (isGone) continue;
    if (uploaded) break;
    const entries = [...files].map(([name, body]) => ({
      path: `${folder}/e2b_analyst/${name}`,
      data: new Blob([body as Uint8Array<ArrayBuffer>]),
    }));
    await sdk.files.write(entries);
    uploaded = true;
  }
  // A kernel that ends each time: what it runs in is dying, or cannot be helped.
  if (isGone) throw lostError();
  throw new AnalystError("sandbox_setup", {
    en: "The sandbox's Python does not load the project's start-up code. Use a template made from code-interpreter-v1.",
    zh: "沙箱中的 Python 无法加载本项目的启动代码。请使用基于 code-interpreter-v1 的模板。",
  });
}
