import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";

/** Facts about the machine and the account. Handed in, so that a test can make up another machine. */
export interface Host {
  readonly uid: number;
  readonly home: string;
  readonly variables: Readonly<NodeJS.ProcessEnv>;
  /** Interpreters to be preferred to those on the PATH: every account can run the system's, and it outlives version managers. */
  readonly systemPythons: readonly string[];
}

/** The machine and account of this process: not configuration, which only `config.ts` reads. */
export function thisHost(): Host {
  return {
    uid: process.getuid?.() ?? -1,
    home: homedir(),
    variables: process.env,
    systemPythons: ["/usr/bin/python3"],
  };
}

/**
 * The folder for what is only downloaded. Sandboxes of root run under other accounts, which cannot
 * enter root's home, so root has a folder of the system's.
 */
export function defaultCacheRoot(host: Host): string {
  const name = "e2b-data-analyst";
  if (host.uid === 0) return join("/var/cache", name);
  const xdg = host.variables["XDG_CACHE_HOME"];
  // The XDG rules say that a relative path is to be ignored.
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(host.home, ".cache"), name);
}

/** The first executable file of that name on the host's PATH. */
export function findOnPath(host: Host, name: string): string | undefined {
  for (const folder of (host.variables["PATH"] ?? "").split(delimiter)) {
    if (isAbsolute(folder) && isExecutable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The first folder above `path` that other accounts cannot pass, or undefined when all can. */
export function closedFolderAbove(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const mode = statSync(folder, { throwIfNoEntry: false })?.mode;
    if (mode !== undefined && (mode & 0o001) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
