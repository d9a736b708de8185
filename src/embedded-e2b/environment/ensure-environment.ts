import { arch } from "node:os";
import { resolve } from "node:path";
import { findBwrap } from "./bubblewrap.ts";
import type * as BuildModule from "./build-environment.ts";
import { environmentKey } from "./environment-key.ts";
import { defaultCacheRoot, type Host, thisHost } from "./host.ts";
import { layout } from "./layout.ts";
import { findFinished } from "./marker.ts";
import { runPython } from "./run-python.ts";
import { type Recipe, standardRecipe } from "./recipe.ts";
import { ensureStartup } from "./startup-package.ts";
import type { EnsureOptions, PythonEnvironment } from "./types.ts";

/**
 * The Python environment of sandboxes, made at the first use on a machine and found at once later.
 * Raises `sandbox_setup` with cause and cure, or `cancelled`.
 */
export function ensureEnvironment(options: EnsureOptions): Promise<PythonEnvironment> {
  return ensureRecipe(thisHost(), standardRecipe(), options);
}

/** The same for a given machine and recipe. */
export async function ensureRecipe(
  host: Host,
  recipe: Recipe,
  options: EnsureOptions,
): Promise<PythonEnvironment> {
  const cacheRoot = resolve(options.cacheRoot ?? defaultCacheRoot(host));
  const key = environmentKey(recipe.steps, arch());
  const { folder, basePrefix, oldBwrap } =
    findFinished(host, cacheRoot, key) ??
    (await build(host, recipe, { ...options, cacheRoot, key }));
  const startupPath = await ensureStartup(folder, recipe.startup, (script, args) =>
    runPython(layout(folder).python, script, args, options.signal),
  );
  const { python, cjkFont, matplotlibCache, nltkData } = layout(folder);
  return {
    python,
    readOnlyPaths: [basePrefix, folder],
    cjkFont,
    matplotlibCache,
    nltkData,
    startupPath,
    bwrap: findBwrap(host, folder, oldBwrap),
  };
}

/** Loaded when needed only: it is most of this folder, and needed once on a machine. */
const build: typeof BuildModule.buildEnvironment = async (...args) =>
  (await import("./build-environment.ts")).buildEnvironment(...args);
