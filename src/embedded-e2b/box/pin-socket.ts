import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { join } from "node:path";
import type { PinnedSocket } from "./types.ts";

/** Not among Node's constants; the same on every Linux that Node runs on. */
const O_PATH = 0o10000000;

/**
 * Opens the very thing that bears a name and gives it a path through `/proc`. Between a check of a
 * name and its use the box could replace it; an open descriptor stays what it is. The path is also
 * short where the folder's own is longer than a socket address may be.
 */
export function pinSocket(folder: string, name: string): PinnedSocket {
  const fd = openSync(join(folder, name), O_PATH | constants.O_NOFOLLOW);
  if (!fstatSync(fd).isSocket()) {
    closeSync(fd);
    throw Object.assign(new Error(`${name} is not a socket`), { code: "ENOTSOCK" });
  }
  return { path: `/proc/self/fd/${fd}`, release: () => closeSync(fd) };
}
