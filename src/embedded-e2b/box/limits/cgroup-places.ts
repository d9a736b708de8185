/** Where this process may make control groups, read from what `/proc` says. */

export type CgroupPlace =
  | { readonly version: 2; readonly folders: readonly string[] }
  | { readonly version: 1; readonly folders: Readonly<Record<string, string>> };

interface Mount {
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** The controllers of version 1 that are of use here. */
const CONTROLLERS = ["memory", "pids", "cpu", "cpuacct", "freezer"] as const;

/**
 * The folders to try: one of version 2 where that has controllers, else one for each controller of
 * version 1. `ownGroups` is `/proc/self/cgroup`, `mountInfo` is `/proc/self/mountinfo`.
 */
export function cgroupPlaces(ownGroups: string, mountInfo: string): CgroupPlace[] {
  const mounts = parseMounts(mountInfo);
  const own = parseOwn(ownGroups);
  const places: CgroupPlace[] = [];
  const unified = mounts.find(({ type }) => type === "cgroup2");
  const path = own.get("");
  if (unified !== undefined && path !== undefined) {
    const folder = folderOf(unified, path);
    // A group with processes cannot have limited children, but its parent can.
    const parent = folder.slice(0, folder.lastIndexOf("/"));
    const isInside = parent.startsWith(unified.point);
    places.push({ version: 2, folders: isInside ? [folder, parent] : [folder] });
  }
  const folders: Record<string, string> = {};
  for (const controller of CONTROLLERS) {
    const mount = mounts.find(
      ({ type, options }) => type === "cgroup" && options.includes(controller),
    );
    const groups = own.get(controller);
    if (mount !== undefined && groups !== undefined) folders[controller] = folderOf(mount, groups);
  }
  if (folders["memory"] !== undefined && folders["pids"] !== undefined)
    places.push({ version: 1, folders });
  return places;
}

function folderOf({ root, point }: Mount, path: string): string {
  const below = root === "/" ? path : path.startsWith(root) ? path.slice(root.length) : "";
  return below === "/" || below === "" ? point : `${point}${below}`;
}

function parseMounts(mountInfo: string): Mount[] {
  return mountInfo.split("\n").flatMap((line): Mount[] => {
    const [left, right] = line.split(" - ");
    const [, , , root, point] = left?.split(" ") ?? [];
    const [type, , options] = right?.split(" ") ?? [];
    return root === undefined || point === undefined || type === undefined
      ? []
      : [{ root, point, type, options: options?.split(",") ?? [] }];
  });
}

/** The group of this process per controller; that of version 2 under the empty name. */
function parseOwn(ownGroups: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of ownGroups.split("\n")) {
    const [, names, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const name of names?.split(",") ?? []) found.set(name, path ?? "/");
  }
  return found;
}
