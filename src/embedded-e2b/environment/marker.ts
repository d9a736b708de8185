import { readFileSync, readdirSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { closedFolderAbove, type Host, isExecutable } from "./host.ts";
import { layout } from "./layout.ts";

/** Written last, so that its presence says that the environment is whole. */
const Marker = z.object({
  folder: z.string().startsWith("/"),
  basePrefix: z.string().startsWith("/"),
  /** A bubblewrap of the system that was found too old. */
  oldBwrap: z.string().optional(),
});

export type Marker = z.infer<typeof Marker>;

/** The name, in the cache folder, of everything that belongs to an environment. */
export const environmentName = (minor: number, key: string) => `python3.${minor}-${key}`;

/** The folders of all environments that are whole and still have their interpreter. */
export function wholeFolders(cacheRoot: string): string[] {
  return list(cacheRoot)
    .filter((name) => name.startsWith("python3.") && name.endsWith(".json"))
    .flatMap((name) => read(join(cacheRoot, name))?.folder ?? [])
    .filter((folder) => isExecutable(layout(folder).python));
}

/** A whole environment with that key which works on this host now; looks, but runs nothing. */
export function findFinished(host: Host, cacheRoot: string, key: string): Marker | undefined {
  return list(cacheRoot)
    .filter((name) => name.startsWith("python3.") && name.endsWith(`-${key}.json`))
    .map((name) => read(join(cacheRoot, name)))
    .find((marker) => marker !== undefined && works(host, marker));
}

export async function writeMarker(cacheRoot: string, name: string, marker: Marker): Promise<void> {
  const path = join(cacheRoot, `${name}.json`);
  await writeFile(`${path}.half`, JSON.stringify(marker), { mode: 0o644 });
  await rename(`${path}.half`, path);
}

function read(path: string): Marker | undefined {
  try {
    return Marker.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // Damaged, or removed a moment ago: the environment is made anew.
    return undefined;
  }
}

/** The system's Python may have been removed or upgraded since: then the link to it leads nowhere. */
function works(host: Host, { folder, basePrefix }: Marker): boolean {
  if (!isExecutable(layout(folder).python)) return false;
  return host.uid !== 0 || closedFolderAbove(join(basePrefix, "lib")) === undefined;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
