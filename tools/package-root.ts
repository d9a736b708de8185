import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder of this package's `package.json`, for files that are shipped beside the code. Sources
 * and the built `dist/` are at different depths, so it is looked for, not counted.
 */
export function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}
