import type { BoxCgroup } from "./limits/cgroup.ts";
import { createDiskWatch } from "./limits/disk-watch.ts";
import { enforceMemory } from "./limits/memory-watch.ts";
import { cpuSeconds, descendants, pidInside, privateBytes, signalAll } from "./limits/processes.ts";
import type { BoxLimits, BoxMetrics } from "./types.ts";

const MIB = 1024 * 1024;
const LOOK_EVERY_MS = 500;
/** While writes are refused somebody waits for the end of that. */
const LOOK_WHEN_FULL_MS = 150;

export interface GuardOptions {
  readonly limits: BoxLimits;
  /** The first process of the box. */
  readonly pid: number;
  readonly cgroup: BoxCgroup | undefined;
  readonly home: string;
  /** True when the processes have mounts of their own. */
  readonly isolated: boolean;
  readonly measureFiles: () => Promise<number>;
  /** Ends the box, which goes on to fill the disk whatever is done about it. */
  readonly endForDisk: () => void;
  readonly tellAgent: (order: readonly (string | number)[]) => void;
}

/** Keeps a box within its limits, as far as the kernel does not do that, and tells how much it uses. */
export interface Guard {
  readonly pids: () => number[];
  readonly setFrozen: (frozen: boolean) => Promise<void>;
  readonly metrics: () => Promise<BoxMetrics>;
  readonly takeOutOfMemory: () => boolean;
  readonly diskFull: () => boolean;
  readonly stop: () => void;
}

export function createGuard(options: GuardOptions): Guard {
  const { limits, pid, cgroup, isolated } = options;
  const pids = () => descendants(pid);
  // At this moment the box holds nothing but what it cannot live without.
  const spared = new Set(pids());
  let watchKills = 0;
  let killsSeen = 0;
  let frozen = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const disk = createDiskWatch({
    folder: options.home,
    limitBytes: limits.diskMb * MIB,
    pids,
    measure: options.measureFiles,
    refuseWrites: (refused) =>
      options.tellAgent([
        refused ? "refuse" : "allow",
        ...pids().flatMap((one) => pidInside(one) ?? []),
      ]),
    killWriters: () =>
      signalAll(
        pids().filter((one) => !spared.has(one)),
        "SIGKILL",
      ),
    giveUp: options.endForDisk,
    now: () => performance.now(),
  });

  async function look(): Promise<void> {
    try {
      if (!frozen) {
        if (cgroup === undefined)
          await enforceMemory({
            limitBytes: limits.memoryMb * MIB,
            pids,
            spared,
            memoryFolders: isolated
              ? ["/dev/shm", "/tmp"].map((at) => `/proc/${pid}/root${at}`)
              : [],
            onKill: () => (watchKills += 1),
          });
        await disk.look();
      }
    } catch {
      // The box has just ended, or the volume cannot be looked at; the next look tells.
    }
    schedule();
  }

  function schedule(): void {
    const delay = disk.full ? LOOK_WHEN_FULL_MS : LOOK_EVERY_MS;
    if (!stopped) timer = setTimeout(() => void look(), delay).unref();
  }
  schedule();

  return {
    pids,
    async setFrozen(wanted) {
      if (frozen === wanted) return;
      frozen = wanted;
      if (cgroup?.setFrozen !== undefined) await cgroup.setFrozen(wanted);
      else signalUntilStable(pids, wanted ? "SIGSTOP" : "SIGCONT");
    },
    async metrics() {
      const now = pids();
      return {
        memoryBytes: now.reduce((sum, one) => sum + privateBytes(one), 0),
        diskBytes: await disk.bytes(),
        processes: now.length,
        cpuSeconds: now.reduce((sum, one) => sum + cpuSeconds(one), 0),
      };
    },
    takeOutOfMemory() {
      const kills = (cgroup?.outOfMemoryKills() ?? 0) + watchKills;
      const grew = kills > killsSeen;
      killsSeen = kills;
      return grew;
    },
    diskFull: () => disk.full,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** A process that is being stopped can have started another one meanwhile. */
function signalUntilStable(pids: () => readonly number[], signal: NodeJS.Signals): void {
  const reached = new Set<number>();
  for (;;) {
    const fresh = pids().filter((pid) => !reached.has(pid));
    if (fresh.length === 0) return;
    signalAll(fresh, signal);
    for (const pid of fresh) reached.add(pid);
  }
}
