import { statfs } from "node:fs/promises";
import { openDeletedBytes, privateBytes, proportionalBytes, signalAll } from "./processes.ts";

export interface MemoryWatchOptions {
  readonly limitBytes: number;
  /** Every process of the box, as this process numbers them. */
  readonly pids: () => readonly number[];
  /** Those that must live for the box to live. */
  readonly spared: ReadonlySet<number>;
  /** Folders of the box in memory, as this process reaches them. */
  readonly memoryFolders: readonly string[];
  readonly onKill: () => void;
}

/**
 * Stands in for the kernel's bound on a group where that cannot be had: each process has a bound of
 * its own, this one is for their sum. Kills the largest process when it is too much.
 */
export async function enforceMemory(options: MemoryWatchOptions): Promise<void> {
  const pids = options.pids();
  const files = await bytesInFiles(options.memoryFolders, pids);
  const quick = pids.reduce((sum, pid) => sum + privateBytes(pid), files);
  if (quick <= options.limitBytes) return;
  const sizes = pids.map((pid) => ({ pid, bytes: proportionalBytes(pid) }));
  if (sizes.reduce((sum, { bytes }) => sum + bytes, files) <= options.limitBytes) return;
  const [largest] = sizes
    .filter(({ pid }) => !options.spared.has(pid))
    .toSorted((a, b) => b.bytes - a.bytes);
  if (largest === undefined) return;
  options.onKill();
  signalAll([largest.pid], "SIGKILL");
}

async function bytesInFiles(folders: readonly string[], pids: readonly number[]): Promise<number> {
  let bytes = openDeletedBytes(pids, -1).memory;
  for (const folder of folders) {
    const facts = await statfs(folder).catch(() => undefined);
    if (facts !== undefined) bytes += (facts.blocks - facts.bfree) * facts.bsize;
  }
  return bytes;
}
