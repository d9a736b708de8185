import type { Readable } from "node:stream";
import { z } from "zod";
import { AgentFault } from "../agent-fault.ts";
import type { AgentEntry } from "../types.ts";
import type { Call } from "./call.ts";
import { entrySchema } from "./schemas.ts";

/** Frames of a file on its way in; small enough that a slow box holds back the sender soon. */
const PART = 1024 * 1024;

/** Streams a body into the file of a `write` request. A body that breaks off breaks the transfer off. */
export async function writeFile(
  call: Call,
  body: Readable,
  diskFull: () => boolean,
): Promise<AgentEntry> {
  try {
    await call.answer(z.strictObject({}));
    const answer = call.answer(entrySchema);
    // A fault while the body still comes (no space, say) ends the sending at once.
    const stop = new AbortController();
    answer.catch(() => stop.abort());
    try {
      await send(call, body, stop.signal, diskFull);
    } catch (error) {
      // Waits until the agent has put back what was there.
      call.socket.end();
      await answer.catch(() => undefined);
      throw error;
    }
    return await answer;
  } finally {
    call.socket.destroy();
  }
}

async function send(
  call: Call,
  body: Readable,
  stop: AbortSignal,
  diskFull: () => boolean,
): Promise<void> {
  // A body that is not read to its end belongs to the sender still: ending it here would tear a
  // connection on which the refusal has yet to be told.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    for (let at = 0; at < bytes.length && !stop.aborted; at += PART)
      await call.send("D", bytes.subarray(at, at + PART));
    if (diskFull()) throw new AgentFault("resource_exhausted", "the sandbox's disk is full");
    if (stop.aborted) return;
  }
  await call.send("Z");
}
