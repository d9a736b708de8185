import { existsSync, watch } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureRecipe } from "../../../../src/embedded-e2b/environment/ensure-environment.ts";
import { ordinaryHost, smallRecipe } from "./small-recipe.ts";

/**
 * A program: sets the small environment up in a cache folder, but stops in the last step until the
 * file `go` appears. Prints a line of JSON for each progress and for the end.
 */
const [folder = "", cacheRoot = ""] = process.argv.slice(2);
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

function gate(): Promise<void> {
  const go = join(folder, "go");
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(go)) return;
      watcher.close();
      resolve();
    });
    if (existsSync(go)) {
      watcher.close();
      resolve();
    }
  });
}

const recipe = await smallRecipe(folder, {
  name: { en: "gate", zh: "闸门" },
  version: "1",
  run: async () => {
    await gate();
    await writeFile(join(folder, `passed-${process.pid}`), "");
  },
});
const environment = await ensureRecipe(ordinaryHost(), recipe, {
  cacheRoot,
  progress: ({ message }) => print({ message }),
});
print({ environment });
