import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { unwritable } from "./cache-folder.ts";
import { openToAll } from "./open-to-all.ts";
import { setupError } from "./setup-error.ts";
import type { CommandResult } from "./run-command.ts";

const COMPILE = `
import compileall, py_compile, sys
folder, final = sys.argv[1:]
done = compileall.compile_dir(
    folder, quiet=1, stripdir=folder, prependdir=final,
    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
sys.exit(0 if done else 1)
`;

/** The hash of a folder's Python files, by their relative paths and contents. */
function hashOf(folder: string): string {
  const hash = createHash("sha256");
  for (const path of pythonFiles(folder)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(folder, path)))
      .update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

function pythonFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".py"))
    .toSorted();
}

/** Where the compiled copy of this state of the start-up package belongs. */
const startupPathOf = (environment: string, source: string) =>
  join(environment, `startup-${hashOf(source)}`);

/**
 * Copies the start-up package into the environment and compiles it, unless that is done. Two
 * processes may do so at once: each makes its own copy, the first to finish gives it the name.
 */
export async function ensureStartup(
  environment: string,
  source: string,
  python: (script: string, args: readonly string[]) => Promise<CommandResult>,
): Promise<string> {
  const target = startupPathOf(environment, source);
  if (existsSync(target)) return target;
  const half = await mkdtemp(join(environment, "half-")).catch((error: unknown) => {
    throw unwritable(environment, error);
  });
  try {
    for (const path of pythonFiles(source)) await cp(join(source, path), join(half, path));
    const compiled = await python(COMPILE, [half, target]);
    if (!compiled.ok) {
      throw setupError(
        { en: "The kernel start-up package could not be compiled:", zh: "内核启动包无法编译：" },
        { en: `Check ${source}.`, zh: `请检查 ${source}。` },
        { output: compiled.fault === "" ? compiled.stdout : compiled.fault },
      );
    }
    await openToAll(half);
    await rename(half, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
    return target;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}
