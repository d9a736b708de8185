import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, mkdtemp, rm, rmdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { boxesHaveUsers } from "./uid-lease.ts";
import { run } from "./run-command.ts";

/** A socket's address holds 108 bytes; this leaves room for a name below the folder. */
const LONGEST_SOCKET_FOLDER = 70;

export interface BoxFolders {
  readonly home: string;
  readonly sockets: string;
  /** Written by the server alone. */
  readonly relay: string;
  remove(): Promise<void>;
}

/** Where boxes live, and what they share. */
export interface BoxRoots {
  readonly boxes: string;
  readonly shared: string;
}

/** For root whose state folder lies behind one that other users may not enter, `/root` for one. */
const REACHABLE = "/var/tmp/e2b-analyst";

/**
 * The folders below the state folder; or, where a box's own user could not get there, in a place
 * that everybody reaches.
 */
export async function boxRoots(stateDir: string, haveUsers: boolean): Promise<BoxRoots> {
  const state = resolve(stateDir);
  await mkdir(state, { recursive: true });
  if (!haveUsers || (await isReachable(state)))
    return { boxes: join(state, "boxes"), shared: join(state, "box-shared") };
  await mkdir(REACHABLE, { mode: 0o711, recursive: true });
  const facts = await lstat(REACHABLE);
  // In a folder where everybody may write, somebody else may have been first.
  if (!facts.isDirectory() || facts.uid !== 0) throw new Error(`${REACHABLE} is not root's`);
  const hash = createHash("sha256").update(state).digest("hex").slice(0, 12);
  return { boxes: join(REACHABLE, `boxes-${hash}`), shared: join(REACHABLE, "shared") };
}

async function isReachable(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Makes the folders of one box, owned by its user and closed to all others. */
export async function makeBoxFolders(
  boxes: string,
  id: string,
  uid: number | undefined,
): Promise<BoxFolders> {
  const base = join(boxes, id);
  await mkdir(base, { mode: 0o711, recursive: true });
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
  const relay = join(dirname(sockets), "relay");
  await mkdir(relay, { mode: 0o755 });
  return {
    home,
    sockets,
    relay,
    remove: async () => {
      await removeTree(base);
      // The last one takes the folder with it.
      await rmdir(boxes).catch(() => undefined);
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
  const { boxes } = await boxRoots(stateDir, boxesHaveUsers());
  await removeTree(boxes);
}
