import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A holder that cannot be asked is gone after this long; a living one renews three times as often. */
export const LEASE_MS = 30_000;

/** Where a process id means something: containers of one host name count their processes apart. */
export function thisHost(): string {
  let space = "";
  try {
    space = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Not Linux.
  }
  return `${hostname()} ${space}`.trim();
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
