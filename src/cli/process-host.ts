import type { CliHost } from "./host.ts";

/** The process itself as the host of a command. */
export function processHost(): CliHost {
  const gone = new AbortController();
  // A reader such as `head` that has seen enough is no fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    gone.abort();
  });
  return {
    env: process.env,
    workingFolder: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    outputGone: gone.signal,
    async openRuntime(...parts) {
      const { openRuntime } = await import("../runtime.ts");
      return openRuntime(...parts);
    },
    exit: (code) => process.exit(code),
  };
}
