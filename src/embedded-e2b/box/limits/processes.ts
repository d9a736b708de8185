import { readFileSync, readdirSync, readlinkSync, statSync } from "node:fs";

/** What `/proc` tells about processes of a box. Any of them can end while it is read. */

const TICKS_PER_SECOND = 100;

/** A process and all that descend from it, parents first. */
export function descendants(root: number): number[] {
  const found = [root];
  for (let index = 0; index < found.length; index += 1) found.push(...children(found[index]!));
  return found;
}

function children(pid: number): number[] {
  const found: number[] = [];
  for (const task of list(`/proc/${pid}/task`)) {
    const text = read(`/proc/${pid}/task/${task}/children`);
    for (const child of text.match(/\d+/g) ?? []) found.push(Number(child));
  }
  return found;
}

/** The number that a process has in its own namespace; undefined when it has ended. */
export function pidInside(pid: number): number | undefined {
  const numbers = /^NSpid:(.*)$/m
    .exec(read(`/proc/${pid}/status`))?.[1]
    ?.trim()
    .split(/\s+/);
  return numbers === undefined ? undefined : Number(numbers.at(-1));
}

/** Bytes that are a process's own, shared pages counted once for each who has them. */
export function privateBytes(pid: number): number {
  const text = read(`/proc/${pid}/status`);
  return (kilobytes(text, "RssAnon") + kilobytes(text, "RssShmem")) * 1024;
}

/** The same with shared pages divided among their holders; slower to read. */
export function proportionalBytes(pid: number): number {
  const text = read(`/proc/${pid}/smaps_rollup`);
  if (text === "") return privateBytes(pid);
  return (kilobytes(text, "Pss_Anon") + kilobytes(text, "Pss_Shmem")) * 1024;
}

function kilobytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
}

/** Processor time of a process and of its children that have been waited for. */
export function cpuSeconds(pid: number): number {
  // The name, in parentheses, can hold anything, so counting starts behind it.
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, value) => sum + Number(value), 0);
  return ticks / TICKS_PER_SECOND;
}

export interface OpenDeleted {
  /** In memory (memfd), or on the device that was asked for. */
  readonly memory: number;
  readonly disk: number;
}

/** Bytes in files that no folder names any more, but that are open in some process. */
export function openDeletedBytes(pids: readonly number[], device: number): OpenDeleted {
  const seen = new Set<string>();
  let memory = 0;
  let disk = 0;
  for (const pid of pids) {
    for (const fd of list(`/proc/${pid}/fd`)) {
      const path = `/proc/${pid}/fd/${fd}`;
      try {
        const target = readlinkSync(path);
        if (!target.endsWith(" (deleted)")) continue;
        const { dev, ino, nlink, blocks } = statSync(path);
        const key = `${dev}:${ino}`;
        if (nlink > 0 || seen.has(key)) continue;
        seen.add(key);
        if (target.startsWith("/memfd:")) memory += blocks * 512;
        else if (dev === device) disk += blocks * 512;
      } catch {
        continue;
      }
    }
  }
  return { memory, disk };
}

export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      continue;
    }
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
