import { EXIT, type CliHost } from "./host.ts";

/** The process itself as the host of a command. */
export function processHost(): CliHost {
  const gone = new AbortController();
  const onError = (error: NodeJS.ErrnoException) => {
    // A reader such as `head` that has seen enough, or a terminal that was closed, is no fault.
    if (error.code === "EPIPE" || error.code === "EIO") return gone.abort();
    process.stderr.write(`stdout: ${error.message}\n`);
    process.exit(EXIT.failed);
  };
  process.stdout.on("error", onError);
  process.stderr.on("error", () => gone.abort());
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
