/** A detached server process. Its launcher sends the settings and waits for one announcement. */
import { createLogger } from "../logger.ts";
import { failureOf, type Announcement } from "./process/handshake.ts";
import { serve } from "./process/serve.ts";
import { ServerSettings } from "./process/settings.ts";

const ended = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => ended.abort());

// A launcher that is gone before it has said what to do leaves nothing to be done.
const orphaned = () => ended.abort();
process.once("disconnect", orphaned);
process.once("message", (message) => {
  process.off("disconnect", orphaned);
  void run(message);
});

async function run(message: unknown): Promise<void> {
  try {
    const settings = ServerSettings.parse(message);
    await serve({
      settings,
      logger: createLogger(settings.logLevel),
      signal: ended.signal,
      onReady: ({ port, apiKey }) => announce({ type: "ready", port, apiKey }),
    });
  } catch (error) {
    announce(failureOf(error));
    process.exitCode = 1;
  }
}

/** The launcher may have been interrupted meanwhile; the next one finds the server all the same. */
function announce(announcement: Announcement): void {
  if (!process.connected) return;
  process.send?.(announcement, () => {
    if (process.connected) process.disconnect();
  });
}
