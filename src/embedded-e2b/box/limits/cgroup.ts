import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { cgroupPlaces, type CgroupPlace } from "./cgroup-places.ts";

const MIB = 1024 * 1024;
/** For the agent and what the kernel counts beside the processes' own memory. */
const ROOM_MB = 32;
const nameOf = (id: string) => `e2b-analyst-${process.pid}-${id}`;
const NAME = /^e2b-analyst-(\d+)-/;

export interface GroupLimits {
  readonly memoryMb: number;
  /** Processes and their threads. */
  readonly tasks: number;
}

/** A control group of the kernel around one box. */
export interface BoxCgroup {
  add(pids: readonly number[]): Promise<void>;
  /** Processes in it, as this process numbers them. */
  pids(): number[];
  /** How many processes have been killed in it for want of memory. */
  outOfMemoryKills(): number;
  /** Undefined where the kernel has no freezer for it. */
  readonly setFrozen: ((frozen: boolean) => Promise<void>) | undefined;
  remove(): Promise<void>;
}

/** Makes a group with the limits of a box; undefined where this process may not. */
export async function makeCgroup(
  id: string,
  limits: GroupLimits,
  places?: readonly CgroupPlace[],
): Promise<BoxCgroup | undefined> {
  const known = places ?? (await placesHere());
  for (const place of known) {
    const made = await (
      place.version === 2
        ? makeUnified(id, limits, place.folders)
        : makeLegacy(id, limits, place.folders)
    ).catch(() => undefined);
    if (made !== undefined) return made;
  }
  return undefined;
}

async function placesHere(): Promise<CgroupPlace[]> {
  try {
    const [own, mounts] = await Promise.all(
      ["/proc/self/cgroup", "/proc/self/mountinfo"].map((path) => readFile(path, "utf8")),
    );
    return cgroupPlaces(own!, mounts!);
  } catch {
    return [];
  }
}

async function makeUnified(
  id: string,
  limits: GroupLimits,
  parents: readonly string[],
): Promise<BoxCgroup> {
  const parent = await firstWithControllers(parents);
  await sweep(parent);
  const folder = join(parent, nameOf(id));
  return withFolders([folder], async () => {
    const set = (name: string, value: string | number) =>
      writeFile(join(folder, name), String(value));
    await set("memory.max", (limits.memoryMb + ROOM_MB) * MIB);
    await set("pids.max", limits.tasks);
    // Neither is everywhere: without swap accounting, without the cpu controller.
    await set("memory.swap.max", 0).catch(() => undefined);
    await set("cpu.weight", 50).catch(() => undefined);
    return {
      folders: [folder],
      events: join(folder, "memory.events"),
      setFrozen: (frozen) => set("cgroup.freeze", frozen ? 1 : 0),
    };
  });
}

async function firstWithControllers(folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    const control = join(folder, "cgroup.subtree_control");
    const isOn = async () => {
      const on = (await readFile(control, "utf8").catch(() => "")).trim().split(" ");
      return on.includes("memory") && on.includes("pids");
    };
    // Only in the own group are controllers switched on: a parent is somebody else's.
    if (!(await isOn()) && folder === folders[0])
      await writeFile(control, "+memory +pids +cpu").catch(() => undefined);
    if (await isOn()) return folder;
  }
  throw new Error("no group with memory and pids");
}

async function makeLegacy(
  id: string,
  limits: GroupLimits,
  parents: Readonly<Record<string, string>>,
): Promise<BoxCgroup> {
  await Promise.all(Object.values(parents).map(sweep));
  const folderOf = (controller: string) => join(parents[controller]!, nameOf(id));
  const folders = [...new Set(Object.keys(parents).map(folderOf))];
  return withFolders(folders, async () => {
    const set = (controller: string, name: string, value: string | number) =>
      writeFile(join(folderOf(controller), name), String(value));
    const bytes = (limits.memoryMb + ROOM_MB) * MIB;
    await set("memory", "memory.limit_in_bytes", bytes);
    await set("memory", "memory.memsw.limit_in_bytes", bytes).catch(() => undefined);
    await set("pids", "pids.max", limits.tasks);
    if (parents["cpu"] !== undefined) await set("cpu", "cpu.shares", 512);
    return {
      folders,
      events: join(folderOf("memory"), "memory.oom_control"),
      setFrozen:
        parents["freezer"] === undefined
          ? undefined
          : async (frozen) => {
              await set("freezer", "freezer.state", frozen ? "FROZEN" : "THAWED");
            },
    };
  });
}

interface Made {
  readonly folders: readonly string[];
  /** The file that counts kills. */
  readonly events: string;
  readonly setFrozen: BoxCgroup["setFrozen"];
}

async function withFolders(
  folders: readonly string[],
  setUp: () => Promise<Made>,
): Promise<BoxCgroup> {
  const remove = async () => {
    for (const folder of folders) await removeGroup(folder);
  };
  try {
    for (const folder of folders) await mkdir(folder);
    const { events, setFrozen } = await setUp();
    let kills = 0;
    return {
      async add(pids) {
        for (const folder of folders)
          for (const pid of pids) await writeFile(join(folder, "cgroup.procs"), String(pid));
      },
      pids: () =>
        (readFileSync(join(folders[0]!, "cgroup.procs"), "utf8").match(/\d+/g) ?? []).map(Number),
      outOfMemoryKills() {
        // Once removed it tells no more than it told last.
        if (existsSync(events))
          kills = Number(/^oom_kill (\d+)/m.exec(readFileSync(events, "utf8"))?.[1] ?? 0);
        return kills;
      },
      setFrozen,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The kernel takes a moment to let go of a group whose last process has just ended. */
async function removeGroup(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      await rmdir(folder);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EBUSY") return;
      await delay(20);
    }
  }
}

/** Removes groups that a server left which ended without warning. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, owner] = NAME.exec(name) ?? [];
    if (owner !== undefined && !existsSync(`/proc/${owner}`))
      await rmdir(join(parent, name)).catch(() => undefined);
  }
}
