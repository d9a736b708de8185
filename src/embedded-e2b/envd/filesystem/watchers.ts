import { randomUUID } from "node:crypto";
import type { Box, Watch, WatchEvent } from "../../box/types.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { EnvdSession } from "../session.ts";
import { filesystemEvent, type WatchRequest } from "./watch-dir.ts";

/** Events that nobody fetches are kept up to here; then the watcher has failed. */
const MOST_EVENTS = 10_000;
const MOST_WATCHERS = 64;

interface Watcher {
  watch: Watch | undefined;
  events: WatchEvent[];
  fault: unknown;
}

export interface Watchers {
  readonly create: (request: WatchRequest, session: EnvdSession) => Promise<object>;
  readonly events: (request: { watcherId: string }, session: EnvdSession) => Promise<object>;
  readonly remove: (request: { watcherId: string }, session: EnvdSession) => Promise<object>;
}

/** Watches whose events are fetched one request at a time, for clients that cannot stream. */
export function createWatchers(): Watchers {
  const perBox = new WeakMap<Box, Map<string, Watcher>>();

  function of(box: Box): Map<string, Watcher> {
    const known = perBox.get(box) ?? new Map<string, Watcher>();
    perBox.set(box, known);
    return known;
  }

  function find(box: Box, id: string): Watcher {
    const watcher = of(box).get(id);
    if (watcher === undefined) throw new RpcError("not_found", `watcher '${id}' not found`);
    return watcher;
  }

  return {
    async create({ path, recursive, includeEntry }, { box }) {
      const all = of(box);
      if (all.size >= MOST_WATCHERS)
        throw new RpcError("resource_exhausted", `more than ${MOST_WATCHERS} watchers`);
      const watcher: Watcher = { watch: undefined, events: [], fault: undefined };
      const keep = (events: readonly WatchEvent[]) => {
        watcher.events.push(...events);
        if (watcher.events.length <= MOST_EVENTS) return;
        watcher.fault ??= new RpcError("resource_exhausted", "events were not fetched in time");
        watcher.watch?.close();
      };
      watcher.watch = await box.agent.watch(path, { recursive, withEntry: includeEntry }, keep);
      watcher.watch.ended.catch((error: unknown) => (watcher.fault ??= error));
      const watcherId = randomUUID();
      all.set(watcherId, watcher);
      return { watcherId };
    },
    async events({ watcherId }, { box }) {
      const watcher = find(box, watcherId);
      const { events, fault } = watcher;
      if (fault !== undefined && events.length === 0) throw fault;
      watcher.events = [];
      return { events: events.map(filesystemEvent) };
    },
    async remove({ watcherId }, { box }) {
      const { watch } = find(box, watcherId);
      of(box).delete(watcherId);
      watch?.close();
      return {};
    },
  };
}
