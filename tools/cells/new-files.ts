import { homeFolder } from "../home-folder.ts";
import type { FileEntry, Sandbox } from "../ports/sandbox.ts";

const DEPTH = 3;

/** Path and version of every file of the working folder; hidden ones are nobody's results. */
export type FolderState = ReadonlyMap<string, string>;

/** Undefined when the folder cannot be read: then nothing can be said about new files. */
export async function folderState(sandbox: Sandbox): Promise<FolderState | undefined> {
  try {
    const home = await homeFolder(sandbox);
    const relative = (entry: FileEntry) => entry.path.slice(home.length + 1);
    const files = (await sandbox.files.list(home, DEPTH)).filter(
      (entry) => entry.type === "file" && !/(?:^|\/)\./.test(relative(entry)),
    );
    return new Map(
      files.map((entry) => [relative(entry), `${entry.size} ${entry.modifiedAt ?? ""}`]),
    );
  } catch {
    return undefined;
  }
}

/** Files that appeared or changed between two states, by name. */
export function changedFiles(
  before: FolderState | undefined,
  after: FolderState | undefined,
): string[] {
  if (before === undefined || after === undefined) return [];
  return [...after]
    .filter(([path, version]) => before.get(path) !== version)
    .map(([path]) => path)
    .toSorted((a, b) => a.localeCompare(b));
}
