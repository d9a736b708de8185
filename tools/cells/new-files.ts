import { WORKING_FOLDER, type FileEntry, type Sandbox } from "../ports/sandbox.ts";

const DEPTH = 3;

/** Path and version of every file of the working folder; hidden ones are nobody's results. */
export type FolderState = ReadonlyMap<string, string>;

const relative = (entry: FileEntry) => entry.path.slice(WORKING_FOLDER.length + 1);

/** Undefined when the folder cannot be read: then nothing can be said about new files. */
export async function folderState(sandbox: Sandbox): Promise<FolderState | undefined> {
  const entries = await sandbox.files.list(WORKING_FOLDER, DEPTH).catch(() => undefined);
  return (
    entries &&
    new Map(
      entries
        .filter((entry) => entry.type === "file" && !/(?:^|\/)\./.test(relative(entry)))
        .map((entry) => [relative(entry), `${entry.size} ${entry.modifiedAt ?? ""}`]),
    )
  );
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
