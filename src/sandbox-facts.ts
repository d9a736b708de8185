import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SandboxFacts } from "../graphs/analyst/deps.ts";
import { packageRoot } from "../tools/package-root.ts";
import type { Config } from "./config.ts";

/**
 * What the model is told of the sandbox, from the very list that it is built from: the part of the
 * requirements up to the second heading. A cloud template that is not ours may differ, so nothing is
 * claimed of it.
 */
export async function readSandboxFacts(config: Config): Promise<SandboxFacts> {
  if (config.env.E2B_API_KEY !== undefined) return { libraries: [] };
  const file = join(packageRoot(), "e2b_template/requirements.txt");
  const direct = (await readFile(file, "utf8")).split("# What those need")[0] ?? "";
  const pins = [...direct.matchAll(/^([\w-]+)==(\S+)$/gm)];
  return { libraries: pins.map(([, name, version]) => `${name} ${version}`) };
}
