import { z } from "zod";
import { streaming, unary, type Method } from "../rpc/service.ts";
import { entryInfo } from "./entry-info.ts";
import { createWatchers } from "./watchers.ts";
import { watchDir } from "./watch-dir.ts";

/** Fields that have their zero value are left out of proto3's JSON. */
const path = z.string().default("");
const onPath = z.object({ path });
const listing = z.object({ path, depth: z.number().int().nonnegative().default(0) });
const moving = z.object({ source: z.string().default(""), destination: z.string().default("") });
const watching = z.object({
  path,
  recursive: z.boolean().default(false),
  includeEntry: z.boolean().default(false),
});
const onWatcher = z.object({ watcherId: z.string().default("") });

/** E2B's `filesystem.Filesystem`. */
export function filesystemMethods(): Readonly<Record<string, Method>> {
  const watchers = createWatchers();
  return {
    Stat: unary(onPath, async (request, { box }) => ({
      entry: entryInfo(await box.agent.stat(request.path)),
    })),
    MakeDir: unary(onPath, async (request, { box }) => ({
      entry: entryInfo(await box.agent.makeDir(request.path)),
    })),
    Move: unary(moving, async ({ source, destination }, { box }) => ({
      entry: entryInfo(await box.agent.move(source, destination)),
    })),
    ListDir: unary(listing, async (request, { box }) => {
      const entries = await box.agent.list(request.path, Math.max(request.depth, 1));
      return { entries: entries.map(entryInfo) };
    }),
    Remove: unary(onPath, async (request, { box }) => {
      await box.agent.remove(request.path);
      return {};
    }),
    WatchDir: streaming(watching, watchDir),
    CreateWatcher: unary(watching, watchers.create),
    GetWatcherEvents: unary(onWatcher, watchers.events),
    RemoveWatcher: unary(onWatcher, watchers.remove),
  };
}
