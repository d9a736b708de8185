import { ownerKey, type Caller } from "../ports/caller.ts";
import type { SdkClient } from "./e2b/sdk.ts";

export interface OwnedThread {
  readonly caller: Caller;
  readonly threadId: string;
}

/** What a thread's sandboxes carry as metadata: found by it again, and given to nobody else. */
export const markOf = ({ threadId, caller }: OwnedThread): Record<string, string> => ({
  app: "e2b-data-analyst",
  threadId,
  owner: ownerKey(caller),
});

export const isMarked = (metadata: Readonly<Record<string, string>>, thread: OwnedThread) =>
  metadata.threadId === thread.threadId && metadata.owner === ownerKey(thread.caller);

/** Ids of a thread's sandboxes, paused ones too, the newest first; one in all good order. */
export async function sandboxesOf(client: SdkClient, thread: OwnedThread): Promise<string[]> {
  const pages = client.Sandbox.list({ query: { metadata: markOf(thread) } });
  const ids: string[] = [];
  while (pages.hasNext) {
    const page = await pages.nextItems();
    ids.push(...page.filter((s) => isMarked(s.metadata, thread)).map((s) => s.sandboxId));
  }
  return ids;
}
