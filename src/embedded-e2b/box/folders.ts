import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { run } from "./run-command.ts";

/** A socket's address holds 108 bytes; this leaves room for a name below the folder. */
const LONGEST_SOCKET_FOLDER = 70;

export interface BoxFolders {
  readonly home: string;
  readonly sockets: string;
  remove(): Promise<void>;
}

/**
 * The folder below which boxes live: the state folder, or for root, where that lies behind a folder
 * that other users may not enter (`/root` for one), one in `/var/tmp`, because a box's files belong
 * to a user of its own.
 */
export async function boxesRoot(stateDir: string, isRoot: boolean): Promise<string> {
  const wanted = resolve(stateDir, "boxes");
  await mkdir(wanted, { recursive: true, mode: 0o711 });
  if (!isRoot || (await isReachable(wanted))) return wanted;
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const other = join("/var/tmp", `e2b-analyst-${hash}`);
  await mkdir(other, { mode: 0o711, recursive: true });
  const facts = await lstat(other);
  // In a folder where everybody may write, somebody else may have been first.
  if (!facts.isDirectory() || facts.uid !== 0) throw new Error(`${other} is not ours`);
  await chmod(other, 0o711);
  return other;
}

async function isReachable(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Makes the folders of one box, owned by its user and closed to all others. */
export async function makeBoxFolders(
  root: string,
  id: string,
  uid: number | undefined,
): Promise<BoxFolders> {
  const base = join(root, id);
  await mkdir(base, { mode: 0o711 });
  const home = join(base, "home");
  const near = join(base, "sockets");
  const isNear = near.length <= LONGEST_SOCKET_FOLDER;
  const far = isNear ? undefined : await mkdtemp(join(tmpdir(), "e2b-"));
  if (far !== undefined) await chmod(far, 0o711);
  const sockets = far === undefined ? near : join(far, "sockets");
  for (const folder of [home, sockets]) {
    await mkdir(folder, { mode: 0o700 });
    if (uid !== undefined) await chown(folder, uid, uid);
  }
  return {
    home,
    sockets,
    remove: async () => {
      await removeTree(base);
      if (far !== undefined) await removeTree(far);
    },
  };
}

/** Removes a folder that code may have left with modes under which nobody can list it. */
async function removeTree(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await run("chmod", ["-R", "u+rwx", "--", folder]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what a server that ended without warning has left. Only for the one server of a state folder. */
export async function removeLeftoverBoxes(stateDir: string): Promise<void> {
  const root = await boxesRoot(stateDir, process.getuid?.() === 0);
  for (const name of await readdir(root)) {
    if (!/^shared-[0-9a-f]{16}$/.test(name)) await removeTree(join(root, name));
  }
}
