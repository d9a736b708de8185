import { readConfig } from "../../src/config.ts";
import { ensureEnvironment } from "../../src/embedded-e2b/environment/ensure-environment.ts";

/** Makes the Python environment once, before tests that run real kernels: without it each would wait for it. */
export default async function globalSetup(): Promise<void> {
  await ensureEnvironment({
    cacheRoot: readConfig(process.env).env.E2B_ANALYST_CACHE,
    progress: ({ message, done, total }) => {
      const place = done === undefined ? "" : ` ${Math.min(done + 1, total ?? 0)}/${total}`;
      process.stderr.write(`Python environment${place}: ${message}\n`);
    },
  });
}
