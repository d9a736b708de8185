import type { Response } from "express";
import { openEventStream } from "../../live/event-stream.ts";
import type { ApiRun } from "./api-run.ts";

/** Sends a run as it comes. A client that leaves does not end it: it cancels, as with OpenAI. */
export async function streamRun(response: Response, run: ApiRun): Promise<void> {
  const stream = openEventStream(response);
  for await (const { event, data } of run.follow()) {
    if (response.destroyed) return;
    await stream.send(data, event);
  }
  await stream.sendText("[DONE]", "done");
  stream.end();
}
