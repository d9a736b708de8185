import { statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { openDeletedBytes } from "./processes.ts";

const MIB = 1024 * 1024;
/** So much may be written on the volume, by anybody, before it is worth measuring again. */
const WORTH_MEASURING = 8 * MIB;
/** A measuring at least this often, for what is hidden by files that others remove. */
const LONGEST_MS = 60_000;
/** The same while the disk is full and somebody waits for room. */
const WORTH_WHEN_FULL = MIB;
const LONGEST_WHEN_FULL_MS = 2000;
/** Growth in spite of refused writes up to this is what was under way. */
const SLACK = 32 * MIB;
/** So often are writers ended before the box is. */
const PATIENCE = 3;

export interface DiskWatchOptions {
  /** On the volume that is meant. */
  readonly folder: string;
  readonly limitBytes: number;
  readonly pids: () => readonly number[];
  /** Bytes in all files of the box. */
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
  /** What there was when refusing had taken effect, and since then at most. */
  let worst: number | undefined;
  let strikes = 0;

  async function measure(): Promise<number> {
    const [, space] = [(measuredAt = options.now()), await statfs(options.folder)];
    free = space.bavail * space.bsize;
    const named = await options.measure();
    return named + openDeletedBytes(options.pids(), device).disk;
  }

  async function isWorthIt(): Promise<boolean> {
    const longest = full ? LONGEST_WHEN_FULL_MS : LONGEST_MS;
    if (options.now() - measuredAt > longest) return true;
    const { bavail, bsize } = await statfs(options.folder);
    const written = free - bavail * bsize;
    return full ? Math.abs(written) > WORTH_WHEN_FULL : written > WORTH_MEASURING;
  }

  /** Ends who goes on to write while writes are refused. */
  function checkGrowth(bytes: number): void {
    if (worst !== undefined && bytes > worst + SLACK) {
      strikes += 1;
      if (strikes > PATIENCE) options.giveUp();
      else options.killWriters();
    }
    worst = Math.max(worst ?? 0, bytes);
  }

  return {
    async look() {
      if (!(await isWorthIt())) return;
      const bytes = await measure();
      const over = bytes > options.limitBytes;
      // Told again and again while it is full: processes that started meanwhile need it too.
      if (over || full) options.refuseWrites(over);
      if (over && full) checkGrowth(bytes);
      else [worst, strikes] = [undefined, 0];
      full = over;
    },
    bytes: measure,
    get full() {
      return full;
    },
  };
}
