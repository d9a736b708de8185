import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { program, step } from "./install.ts";

/**
 * Unpacks Debian packages, and those that they need and the machine lacks, into a folder: nothing of
 * the machine's own changes, and no service is started. Raises where apt does not work.
 */
export async function unpackPackages(folder: string, names: readonly string[]): Promise<void> {
  const archives = join(folder, "archives");
  await mkdir(archives, { recursive: true });
  const plan = await step([
    program("apt-get"),
    "--simulate",
    "--no-install-recommends",
    "install",
    ...names,
  ]);
  const missing = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? "");
  const script = 'cd "$0" && apt-get -o APT::Sandbox::User=root download "$@"';
  await step(["sh", "-c", script, archives, ...new Set([...names, ...missing])]);
  await step([
    "sh",
    "-c",
    'for one in "$0"/archives/*.deb; do dpkg-deb --extract "$one" "$0" || exit 1; done',
    folder,
  ]);
  await step(["rm", "-r", archives]);
}

/** A command as a user without rights: databases refuse to run as root. */
export function asNobody(command: readonly [string, ...string[]]): [string, ...string[]] {
  if (process.getuid?.() !== 0) return [...command];
  return [program("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups", "--", ...command];
}
