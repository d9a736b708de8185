import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../tools/package-root.ts";
import { runPython } from "./python.ts";

const FIXTURES = join(packageRoot(), "tests", "fixtures", "datasets");

/** What the profiler must say of each awkward file, by name; sizes left out. */
export const PROFILES = join(FIXTURES, "profiles.json");

/** Makes the folder of awkward files; the second value removes it. */
export async function makeDatasets(): Promise<[folder: string, remove: () => Promise<void>]> {
  const folder = await mkdtemp(join(tmpdir(), "e2b-analyst-datasets-"));
  const { code, stderr } = await runPython([join(FIXTURES, "make_datasets.py"), folder]);
  if (code !== 0) throw new Error(stderr);
  return [folder, () => rm(folder, { recursive: true, force: true })];
}

/** The lines that `emit` prints for files of a folder; anything on stderr is a failure. */
export async function emit(folder: string, names: readonly string[]): Promise<string[]> {
  const script = `from e2b_analyst import profile; profile.emit(${JSON.stringify(names)})`;
  const { stdout, stderr, code } = await runPython(["-c", script], { cwd: folder });
  if (code !== 0 || stderr !== "") throw new Error(stderr);
  return stdout.trimEnd().split("\n");
}
