import type { Logger } from "../../logger.ts";
import type { Activity } from "../activity.ts";
import type { Workspace } from "../workspace.ts";

/** What most first cells import; without names, so that a cell finds an empty namespace. */
const IMPORTS = ["pandas", "numpy", "matplotlib.pyplot"]
  .map((module) => `__import__("${module}");`)
  .join("");
const WARM_UP = `${IMPORTS} None`;

export interface WarmPoolOptions {
  readonly size: number;
  /** Makes a workspace with the code interpreter, a closed network and no variables. */
  readonly open: () => Promise<Workspace>;
  readonly activity: Activity;
  /** Only when nothing has run for so long is the pool filled again … */
  readonly quietMs: number;
  /** … or when it has been short for so long. */
  readonly patienceMs: number;
  readonly now: () => number;
  readonly logger: Logger;
}

export interface WarmPool {
  /** A workspace that nobody has used; one that is just starting is as good as any. */
  take(): Promise<Workspace | undefined>;
  /** Resolves when all that is being made is warm. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  readonly workspace: Promise<Workspace>;
  claimed: boolean;
}

const LOOK_EVERY_MS = 500;
const RETRY_AFTER_MS = 30_000;

/** Keeps some workspaces ready, with the common libraries imported. */
export function createWarmPool(options: WarmPoolOptions): WarmPool {
  const entries: Entry[] = [];
  const opening = new Set<Promise<unknown>>();
  let shortSince = -Infinity;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  fill();

  function fill(): void {
    if (closed) return;
    while (entries.length < options.size) {
      const entry: Entry = { workspace: options.open(), claimed: false };
      entries.push(entry);
      const opened = warmUp(entry);
      opening.add(opened);
      void opened.finally(() => opening.delete(opened));
    }
  }

  async function warmUp(entry: Entry): Promise<void> {
    try {
      const { box, contexts } = await entry.workspace;
      void box.exited.then(() => drop(entry, 0));
      await contexts?.defaultOf().prepare(WARM_UP, () => entry.claimed || closed);
    } catch (err) {
      if (!closed) options.logger.warn({ err }, "the pool could not be filled");
      drop(entry, RETRY_AFTER_MS);
    }
  }

  /** Takes an entry out and sees to its successor. */
  function drop(entry: Entry, delayMs: number): void {
    const index = entries.indexOf(entry);
    if (index < 0) return;
    entries.splice(index, 1);
    refillSoon(delayMs);
  }

  function refillSoon(delayMs: number): void {
    if (closed || timer !== undefined) return;
    shortSince = options.now() + delayMs;
    timer = setTimeout(look, delayMs + LOOK_EVERY_MS);
  }

  /** Making a workspace takes a processor for a second, which a user's cell should have. */
  function look(): void {
    const quiet = options.activity.quietMs() >= options.quietMs;
    if (quiet || options.now() - shortSince >= options.patienceMs) {
      timer = undefined;
      fill();
    } else {
      timer = setTimeout(look, LOOK_EVERY_MS);
    }
  }

  return {
    async take() {
      const entry = entries[0];
      if (entry === undefined) return undefined;
      entry.claimed = true;
      drop(entry, 0);
      return entry.workspace;
    },
    async warm() {
      await Promise.all(opening);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      const left = entries.splice(0);
      await Promise.all(left.map(closeEntry));
      await Promise.all(opening);
    },
  };
}

async function closeEntry(entry: Entry): Promise<void> {
  const workspace = await entry.workspace.catch(() => undefined);
  await workspace?.box.kill();
}
