import { statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { openDeletedBytes } from "./processes.ts";

const MIB = 1024 * 1024;
/** So much may be written on the volume, by anybody, before it is worth measuring again. */
const WORTH_MEASURING = 8 * MIB;
/** A measuring at least this often, for what is hidden by files that others remove. */
const LONGEST_MS = 60_000;
/** Beyond this part over the bound somebody writes in a way that refusing does not stop. */
const TOLERATED = 1.25;
/** So often are writers ended before the box is. */
const PATIENCE = 3;
const SLACK = 32 * MIB;

export interface DiskWatchOptions {
  readonly folder: string;
  readonly limitBytes: number;
  readonly pids: () => readonly number[];
  /** Bytes in the folder's files. */
  readonly measure: () => Promise<number>;
  /** Lets writes fail, or not any more; called again as long as the disk is full. */
  readonly refuseWrites: (refused: boolean) => void;
  /** Ends what writes nevertheless. */
  readonly killWriters: () => void;
  /** Ends the box. */
  readonly giveUp: () => void;
  readonly now: () => number;
}

export interface DiskWatch {
  look(): Promise<void>;
  /** Measures now. */
  bytes(): Promise<number>;
  readonly full: boolean;
}

/** Bounds what a box has on disk, where no quota of the file system can be had. */
export function createDiskWatch(options: DiskWatchOptions): DiskWatch {
  const device = statSync(options.folder).dev;
  let free = Infinity;
  let measuredAt = -Infinity;
  let full = false;
  let worst = 0;
  let strikes = 0;

  async function measure(): Promise<number> {
    const [, space] = [(measuredAt = options.now()), await statfs(options.folder)];
    free = space.bavail * space.bsize;
    const named = await options.measure();
    return named + openDeletedBytes(options.pids(), device).disk;
  }

  async function isWorthIt(): Promise<boolean> {
    if (full || options.now() - measuredAt > LONGEST_MS) return true;
    const { bavail, bsize } = await statfs(options.folder);
    return free - bavail * bsize > WORTH_MEASURING;
  }

  return {
    async look() {
      if (!(await isWorthIt())) return;
      const bytes = await measure();
      const over = bytes > options.limitBytes;
      if (over || full) options.refuseWrites(over);
      full = over;
      if (!over) [worst, strikes] = [0, 0];
      // Files stay when their writer has been ended; only growth tells that somebody goes on.
      if (bytes <= Math.max(options.limitBytes * TOLERATED, worst) + SLACK) return;
      worst = bytes;
      strikes += 1;
      if (strikes > PATIENCE) options.giveUp();
      else options.killWriters();
    },
    bytes: measure,
    get full() {
      return full;
    },
  };
}
