import type { Caller } from "../../../tools/ports/caller.ts";
import type { FileStore } from "../../../tools/ports/file-store.ts";
import { homeFolder } from "../../../tools/home-folder.ts";
import type { Sandbox } from "../../../tools/ports/sandbox.ts";
import type { Dataset } from "../state.ts";

/** `sales.csv` → `sales-2.csv`, the first name that nothing else has. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let count = 2; ; count += 1) {
    const candidate = `${stem}-${count}${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/**
 * Brings stored files into the sandbox. A file that has a place keeps it; a new one never takes the
 * name of something that is there already, so nothing that the code made is overwritten.
 */
export async function syncDatasets(
  files: FileStore,
  sandbox: Sandbox,
  missing: readonly Dataset[],
  all: readonly Dataset[],
  ownerOf: (fileId: string) => Caller,
): Promise<Dataset[]> {
  if (missing.length === 0) return [];
  const home = await homeFolder(sandbox);
  const present = await sandbox.files.list(home, 1);
  const taken = new Set([
    ...present.map((entry) => entry.name),
    ...all.filter((dataset) => dataset.path !== "").map((dataset) => dataset.name),
  ]);
  const synced: Dataset[] = [];
  for (const dataset of missing) {
    const name = dataset.path === "" ? freeName(dataset.name, taken) : dataset.name;
    taken.add(name);
    const path = `${home}/${name}`;
    await sandbox.files.write(path, await files.read(ownerOf(dataset.fileId), dataset.fileId));
    synced.push({ ...dataset, name, path });
  }
  return synced;
}
