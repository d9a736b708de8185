import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "../../../../src/config.ts";
import type { BuildStep } from "../../../../src/embedded-e2b/environment/build-step.ts";
import {
  defaultCacheRoot,
  type Host,
  thisHost,
} from "../../../../src/embedded-e2b/environment/host.ts";
import { packagesStep } from "../../../../src/embedded-e2b/environment/packages-step.ts";
import type { Recipe } from "../../../../src/embedded-e2b/environment/recipe.ts";
import { UV_VERSION } from "../../../../src/embedded-e2b/environment/uv.ts";

/** An environment of one small package, made by the same code as the real one. */
export async function smallRecipe(folder: string, last?: BuildStep): Promise<Recipe> {
  const startup = join(folder, "startup");
  await mkdir(startup, { recursive: true });
  if (!existsSync(join(startup, "hello.py"))) await writeFile(join(startup, "hello.py"), "A = 1\n");
  const steps = [countAttempts(folder), packagesStep("six==1.17.0\n")];
  return { steps: last === undefined ? steps : [...steps, last], startup, needsMb: 1 };
}

/** The first step: leaves a line in a file, so that a test can see how often one was begun. */
const countAttempts = (folder: string): BuildStep => ({
  name: { en: "count", zh: "计数" },
  version: "1",
  run: () => appendFile(join(folder, "attempts"), "begun\n"),
});

/** A cache folder that has nothing but the installer, which would take longest to fetch again. */
export async function cacheWithInstaller(folder: string): Promise<string> {
  const cacheRoot = join(folder, "cache");
  await mkdir(cacheRoot, { mode: 0o755 });
  const shared = readConfig(process.env).env.E2B_ANALYST_CACHE ?? defaultCacheRoot(thisHost());
  const installer = join(shared, `uv-${UV_VERSION}`);
  if (existsSync(installer)) await symlink(installer, join(cacheRoot, `uv-${UV_VERSION}`));
  return cacheRoot;
}

/** This machine, seen as by an ordinary account: a test's folders are closed to others. */
export const ordinaryHost = (change: Partial<Host> = {}): Host => ({
  ...thisHost(),
  uid: 1000,
  ...change,
});

/** The names of whole and half-finished environments in a cache folder. */
export async function environmentsIn(cacheRoot: string): Promise<string[]> {
  return (await readdir(cacheRoot)).filter((name) => name.startsWith("python3.")).toSorted();
}
