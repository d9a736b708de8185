import type { WatchEvent } from "../../box/types.ts";
import type { ServerStream } from "../rpc/server-stream.ts";
import type { EnvdSession } from "../session.ts";
import { entryInfo } from "./entry-info.ts";

export interface WatchRequest {
  readonly path: string;
  readonly recursive: boolean;
  readonly includeEntry: boolean;
}

/** An event as E2B's protocol has it. */
export function filesystemEvent({ name, type, entry }: WatchEvent): object {
  return {
    name,
    type: `EVENT_TYPE_${type.toUpperCase()}`,
    entry: entry === undefined ? undefined : entryInfo(entry),
  };
}

/** Streams what happens in a folder until the client goes or the folder does. */
export async function watchDir(
  { path, recursive, includeEntry }: WatchRequest,
  { box }: EnvdSession,
  stream: ServerStream,
): Promise<void> {
  const early: WatchEvent[] = [];
  let started = false;
  const tell = (events: readonly WatchEvent[]) => {
    for (const event of events) stream.send({ filesystem: filesystemEvent(event) });
  };
  const watch = await box.agent.watch(path, { recursive, withEntry: includeEntry }, (events) => {
    if (started) tell(events);
    else early.push(...events);
  });
  stream.onClose(() => watch.close());
  stream.send({ start: {} });
  started = true;
  tell(early);
  stream.keepAlive({ keepalive: {} });
  await watch.ended;
  stream.end();
}
