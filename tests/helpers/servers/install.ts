import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "../../../src/config.ts";
import { withBuildLock } from "../../../src/embedded-e2b/environment/build-lock.ts";
import {
  defaultCacheRoot,
  findOnPath,
  thisHost,
} from "../../../src/embedded-e2b/environment/host.ts";
import { runCommand } from "../../../src/embedded-e2b/environment/run-command.ts";

/** What a test server needs, or in one sentence why this machine cannot provide it. */
export type Installed = { readonly folder: string } | { readonly missing: string };

const say = (line: string) => process.stderr.write(`${line}\n`);

/**
 * Installs a server once per machine, into the cache folder under its name and version; test
 * processes that want it at the same time wait for the one that does it. A failure is the reason
 * of a skip, and tried again the next time.
 */
export async function installOnce(
  nameAndVersion: string,
  install: (folder: string) => Promise<void>,
): Promise<Installed> {
  const cache = readConfig(process.env).env.E2B_ANALYST_CACHE ?? defaultCacheRoot(thisHost());
  const root = join(cache, "test-servers");
  const folder = join(root, nameAndVersion);
  const marker = join(folder, ".installed");
  const isThere = async () =>
    access(marker).then(
      () => true,
      () => false,
    );
  try {
    if (await isThere()) return { folder };
    await mkdir(root, { recursive: true });
    await withBuildLock(`${folder}.lock`, { onWait: () => undefined }, async () => {
      if (await isThere()) return;
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      say(`installing ${nameAndVersion} for tests`);
      await install(folder);
      await writeFile(marker, "");
    });
    return { folder };
  } catch (error) {
    const missing = `${nameAndVersion} could not be installed: ${oneLine(error)}`;
    say(missing);
    return { missing };
  }
}

const oneLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ").slice(0, 300);

/** Runs a step of an installation. Raises what it said when it fails. */
export async function step(
  command: readonly [string, ...string[]],
  variables: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { ok, fault, stdout } = await runCommand(command, {
    env: { ...process.env, ...variables },
  });
  if (!ok) throw new Error(`${command.slice(0, 3).join(" ")}: ${fault}`);
  return stdout;
}

/** A program of the machine. Raises when it has none. */
export function program(name: string): string {
  const path = findOnPath(thisHost(), name);
  if (path === undefined) throw new Error(`there is no ${name} on this machine`);
  return path;
}

/** A virtual environment with packages of PyPI; its programs are in `folder/bin`. */
export async function pipInstall(folder: string, ...packages: string[]): Promise<void> {
  await step([program("python3"), "-m", "venv", folder]);
  await step([join(folder, "bin/python"), "-m", "pip", "install", "--quiet", ...packages]);
}
