import type { AgentEntry } from "../../box/types.ts";

const TYPES = { file: "FILE_TYPE_FILE", dir: "FILE_TYPE_DIRECTORY" } as const;

/** An entry as E2B's protocol has it, in proto3's JSON. */
export function entryInfo(entry: AgentEntry): object {
  const isLink = entry.symlinkTarget !== undefined;
  // A link that leads nowhere, a socket and the like have no type, as in E2B's envd.
  const type =
    entry.type === "file" || entry.type === "dir" ? TYPES[entry.type] : "FILE_TYPE_UNSPECIFIED";
  return {
    name: entry.name,
    path: entry.path,
    type,
    size: String(entry.size),
    mode: entry.mode & 0o777,
    permissions: isLink ? "Lrwxrwxrwx" : permissions(entry),
    owner: entry.owner,
    group: entry.group,
    modifiedTime: new Date(entry.modifiedMs).toISOString(),
    symlinkTarget: entry.symlinkTarget,
    metadata: entry.metadata,
  };
}

function permissions({ type, mode }: AgentEntry): string {
  const letters = "rwxrwxrwx".replaceAll(/./g, (letter, index: number) =>
    (mode & (0o400 >> index)) === 0 ? "-" : letter,
  );
  return `${type === "dir" ? "d" : "-"}${letters}`;
}
