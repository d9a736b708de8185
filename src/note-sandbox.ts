import type { RunEvent } from "../graphs/analyst/events.ts";
import type { Caller } from "../tools/ports/caller.ts";
import type { ThreadRecord, ThreadRecords } from "./persistence/records/thread-records.ts";

/**
 * Passes a run's events on, and notes the thread's sandbox as soon as it is another one: whoever
 * deletes the thread has to find it, also when this process dies in the middle.
 */
export async function* noteSandbox<End>(
  events: AsyncGenerator<RunEvent, End>,
  threads: Pick<ThreadRecords, "setSandbox">,
  caller: Caller,
  { threadId, sandboxId }: Pick<ThreadRecord, "threadId" | "sandboxId">,
): AsyncGenerator<RunEvent, End> {
  let known = sandboxId;
  let next = await events.next();
  try {
    while (next.done !== true) {
      const event = next.value;
      if (event.type === "sandbox" && event.sandboxId !== undefined && event.sandboxId !== known) {
        known = event.sandboxId;
        await threads.setSandbox(caller, threadId, known);
      }
      yield event;
      next = await events.next();
    }
    return next.value;
  } finally {
    if (next.done !== true) await events.return(undefined as never);
  }
}
