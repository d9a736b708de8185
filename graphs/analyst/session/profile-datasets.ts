import type { Sandbox } from "../../../tools/ports/sandbox.ts";
import { DatasetProfile } from "../profile.ts";
import type { Dataset } from "../state.ts";

const PROFILE_TIMEOUT_MS = 120_000;

function parseProfile(line: string): DatasetProfile | undefined {
  try {
    return DatasetProfile.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/**
 * Profiles datasets inside the sandbox, by the start-up package and without a model. A dataset
 * that cannot be profiled comes back as it was: the model looks at it by itself. One without a place
 * in the sandbox is passed over.
 */
export async function profileDatasets(
  sandbox: Sandbox,
  given: readonly Dataset[],
  signal: AbortSignal,
): Promise<Dataset[]> {
  const datasets = given.filter(({ path }) => path !== "");
  if (datasets.length === 0) return [];
  const paths = JSON.stringify(datasets.map((dataset) => dataset.path));
  const code = `__import__("e2b_analyst.profile").profile.emit(${paths})`;
  const execution = await sandbox.runCell(code, { timeoutMs: PROFILE_TIMEOUT_MS, signal });
  const profiles = execution.stdout.split("\n").map(parseProfile);
  return datasets.map((dataset) => ({
    ...dataset,
    profile: profiles.find((profile) => profile?.path === dataset.path),
  }));
}
