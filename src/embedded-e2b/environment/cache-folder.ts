import { access, constants, mkdir, readdir, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { closedFolderAbove, type Host } from "./host.ts";
import { wholeFolders } from "./marker.ts";
import { openToAll } from "./open-to-all.ts";
import { setupError } from "./setup-error.ts";

const CURE = {
  en: "Set E2B_ANALYST_CACHE to another folder.",
  zh: "请将 E2B_ANALYST_CACHE 设为其他文件夹。",
};

/** Makes the cache folder, one that the accounts of sandboxes can enter. Raises `sandbox_setup`. */
export async function prepareCacheRoot(host: Host, cacheRoot: string): Promise<void> {
  try {
    const firstMade = await mkdir(cacheRoot, { recursive: true });
    // Whatever the umask is. All that is below it was made in this moment.
    if (firstMade !== undefined) await openToAll(firstMade);
    await access(cacheRoot, constants.W_OK);
  } catch (error) {
    throw unwritable(cacheRoot, error);
  }
  const closed = host.uid === 0 ? closedFolderAbove(join(cacheRoot, "any")) : undefined;
  if (closed === undefined) return;
  throw setupError(
    {
      en: `Sandboxes of root run under other accounts, which cannot enter ${closed}, where the cache folder ${cacheRoot} is.`,
      zh: `root 的沙箱以其他账户运行，这些账户无法进入 ${closed}（缓存文件夹 ${cacheRoot} 的所在位置）。`,
    },
    CURE,
  );
}

export const unwritable = (cacheRoot: string, cause: unknown) =>
  setupError(
    {
      en: `The cache folder ${cacheRoot} cannot be written.`,
      zh: `缓存文件夹 ${cacheRoot} 无法写入。`,
    },
    CURE,
    { cause, output: cause instanceof Error ? cause.message : undefined },
  );

/** Free MiB on the disk of a folder. */
export async function freeMb(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.floor((bavail * bsize) / 2 ** 20);
}

export const noRoom = (folder: string, free: number, needsMb: number, cause?: unknown) =>
  setupError(
    {
      en: `Setting up the sandbox's Python environment takes ${needsMb} MiB; the disk of ${folder} has ${free} MiB free.`,
      zh: `安装沙箱的 Python 环境需要 ${needsMb} MiB；${folder} 所在磁盘仅剩 ${free} MiB。`,
    },
    {
      en: "Free some space, or set E2B_ANALYST_CACHE to a folder on another disk.",
      zh: "请清理磁盘空间，或将 E2B_ANALYST_CACHE 设为其他磁盘上的文件夹。",
    },
    { cause },
  );

/** Removes what broken-off set-ups left. To be called by the holder of the lock. */
export async function removeHalfFinished(cacheRoot: string): Promise<void> {
  const whole = new Set(wholeFolders(cacheRoot));
  for (const entry of await readdir(cacheRoot, { withFileTypes: true })) {
    const path = join(cacheRoot, entry.name);
    if (!entry.isDirectory() || !entry.name.startsWith("python3.") || whole.has(path)) continue;
    await rm(path, { recursive: true, force: true });
  }
}
