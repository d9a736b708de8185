import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../tools/package-root.ts";
import type { BuildStep } from "./build-step.ts";
import { bubblewrapStep } from "./bubblewrap.ts";
import { fontCacheStep } from "./font-cache-step.ts";
import { languageDataStep } from "./language-data-step.ts";
import { packagesStep } from "./packages-step.ts";

/** What an environment is made of. */
export interface Recipe {
  readonly steps: readonly BuildStep[];
  /** The folder of the kernel start-up package's sources. */
  readonly startup: string;
  /** Free space, in MiB, that a set-up from nothing needs. */
  readonly needsMb: number;
}

/** The one of this project. */
export function standardRecipe(): Recipe {
  const template = join(packageRoot(), "e2b_template");
  const requirements = readFileSync(join(template, "requirements.txt"), "utf8");
  return {
    steps: [packagesStep(requirements), languageDataStep, fontCacheStep, bubblewrapStep],
    startup: join(template, "startup"),
    needsMb: 1600,
  };
}
