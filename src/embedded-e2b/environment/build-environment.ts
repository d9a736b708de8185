import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Words } from "../../../tools/words.ts";
import { withBuildLock } from "./build-lock.ts";
import type { BuildContext } from "./build-step.ts";
import { findOldBwrap } from "./bubblewrap.ts";
import {
  freeMb,
  noRoom,
  prepareCacheRoot,
  removeHalfFinished,
  unwritable,
} from "./cache-folder.ts";
import type { Host } from "./host.ts";
import { layout } from "./layout.ts";
import { environmentName, findFinished, type Marker, writeMarker } from "./marker.ts";
import { openToAll } from "./open-to-all.ts";
import { choosePython, findPythons } from "./pythons.ts";
import type { Recipe } from "./recipe.ts";
import { runPython } from "./run-python.ts";
import { type Reporter, sharedReporter, watchReporter } from "./shared-progress.ts";
import type { EnsureOptions } from "./types.ts";
import { getUv } from "./uv.ts";

/** Less than this after a failure means that the disk is the reason. */
const HARDLY_ANY_MB = 200;

export type BuildOptions = EnsureOptions & { readonly cacheRoot: string; readonly key: string };

/** Makes the environment, or waits for another process that does. */
export async function buildEnvironment(
  host: Host,
  recipe: Recipe,
  options: BuildOptions,
): Promise<Marker> {
  const { cacheRoot, key, signal } = options;
  await prepareCacheRoot(host, cacheRoot);
  const onWait = watchReporter(cacheRoot, options);
  return withBuildLock(join(cacheRoot, "setup.lock"), { onWait, signal }, async () => {
    // Whoever held the lock before may have made it.
    const finished = findFinished(host, cacheRoot, key);
    if (finished !== undefined) return finished;
    await removeHalfFinished(cacheRoot);
    const free = await freeMb(cacheRoot);
    if (free < recipe.needsMb) throw noRoom(cacheRoot, free, recipe.needsMb);
    const report = sharedReporter(cacheRoot, recipe.steps.length + 2, options);
    try {
      return await build(host, recipe, report, options);
    } finally {
      report.close();
    }
  });
}

/** A full disk shows itself as any failure; whether it is full can be seen as long as all is there. */
async function explained(error: unknown, places: [string, string], { needsMb }: Recipe) {
  for (const place of places) {
    const free = await freeMb(place);
    if (free < HARDLY_ANY_MB) return noRoom(place, free, needsMb, error);
  }
  return error instanceof Error && "errno" in error ? unwritable(places[0], error) : error;
}

const FIND_PYTHON: Words = { en: "Python", zh: "Python" };
const GET_UV: Words = { en: "package installer (uv)", zh: "软件包安装程序（uv）" };

async function build(
  host: Host,
  recipe: Recipe,
  report: Reporter,
  { cacheRoot, key, signal }: BuildOptions,
): Promise<Marker> {
  report.step(FIND_PYTHON);
  const pythons = await findPythons(host, signal);
  const base = choosePython(pythons, host);
  report.step(GET_UV);
  const uv = await getUv(host, pythons, cacheRoot, signal);
  const name = environmentName(base.minor, key);
  // A name of its own for each attempt: a process that outlived its parent cannot write into the next one's.
  const folder = await mkdtemp(join(cacheRoot, `${name}-`));
  try {
    await runSteps(recipe, report, {
      host,
      folder,
      base,
      uv,
      python: (script, args) => runPython(layout(folder).python, script, args, signal),
      note: report.note,
    });
    await openToAll(folder);
    const oldBwrap = await findOldBwrap(host, signal);
    const marker = { folder, basePrefix: base.prefix, oldBwrap };
    await writeMarker(cacheRoot, name, marker);
    report.ready();
    return marker;
  } catch (error) {
    const reason =
      signal?.aborted === true ? error : await explained(error, [cacheRoot, host.home], recipe);
    await rm(folder, { recursive: true, force: true });
    throw reason;
  }
}

async function runSteps(recipe: Recipe, report: Reporter, context: BuildContext): Promise<void> {
  for (const step of recipe.steps) {
    report.step(step.name);
    await step.run(context);
  }
}
