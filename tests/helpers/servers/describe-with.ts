/* oxlint-disable jest/valid-title, jest/no-disabled-tests, jest/expect-expect -- names and skips are what it is for */
import { describe, test } from "@jest/globals";
import type { Installed } from "./install.ts";

/**
 * A suite that needs an installed server. Where the machine cannot provide it, one skipped test
 * stands in, counted, with the reason in its name: never a weaker server.
 */
export function describeWith(
  name: string,
  installed: Installed,
  suite: (folder: string) => void,
): void {
  describe(name, () => {
    if ("folder" in installed) suite(installed.folder);
    else test.skip(`not run here: ${installed.missing}`, () => undefined);
  });
}
