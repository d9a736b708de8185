import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../../tools/package-root.ts";
import { run } from "./run-command.ts";
import { writeSystemFiles } from "./system-files.ts";

/** What all boxes of a server share, each bound read-only into them. */
export interface SharedFiles {
  readonly agent: string;
  readonly etc: string;
}

/**
 * Copies the agent to where every box's user can read it, compiled, so that a box starts without
 * compiling it again. Kept over restarts, by a hash of its sources and of the interpreter.
 */
export async function prepareSharedFiles(root: string, python: string): Promise<SharedFiles> {
  const source = join(packageRoot(), "src/embedded-e2b/box/inside");
  const names = (await readdir(source)).filter((name) => name.endsWith(".py")).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(source, name))));
  const hash = createHash("sha256").update(python);
  for (const text of texts) hash.update(text);
  const folder = join(root, hash.digest("hex").slice(0, 16));
  const files = { agent: join(folder, "agent"), etc: join(folder, "etc") };
  if (existsSync(folder)) return files;

  await mkdir(root, { recursive: true, mode: 0o755 });
  const making = await mkdtemp(join(root, "new-"));
  const agent = join(making, "agent");
  await mkdir(agent);
  for (const [index, name] of names.entries())
    await writeFile(join(agent, name), texts[index]!, { mode: 0o644 });
  await writeSystemFiles(join(making, "etc"));
  await run(python, ["-I", "-S", "-m", "compileall", "-q", agent]);
  await chmod(making, 0o755);
  await rename(making, folder).catch(() => rm(making, { recursive: true }));
  return files;
}
