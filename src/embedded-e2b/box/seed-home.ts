import { chown, copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { PythonEnvironment } from "../environment/types.ts";

/**
 * Puts a copy of the ready font cache where matplotlib looks for it: without one the first chart of
 * each sandbox would look at every font, and matplotlib wants to write there.
 */
export async function seedHome(
  home: string,
  { matplotlibCache }: Pick<PythonEnvironment, "matplotlibCache">,
  uid: number | undefined,
): Promise<void> {
  const cache = join(home, ".cache");
  const fonts = join(cache, "matplotlib");
  await mkdir(fonts, { recursive: true, mode: 0o700 });
  const files = (await readdir(matplotlibCache)).map((name) => join(fonts, name));
  for (const file of files) await copyFile(join(matplotlibCache, file.slice(fonts.length)), file);
  if (uid === undefined) return;
  for (const path of [cache, fonts, ...files]) await chown(path, uid, uid);
}
