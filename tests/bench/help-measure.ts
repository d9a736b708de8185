import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../tools/package-root.ts";
import { ms, type Measure } from "./measure.ts";
import { median, timed } from "./statistics.ts";

function run(args: string[]): Promise<number> {
  return timed(async () => {
    const { status } = spawnSync(process.execPath, args);
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  });
}

/** `e2b-analyst --help` as a person starts it, against a Node process that does nothing. */
export async function help(): Promise<Measure> {
  const command = join(packageRoot(), "src/cli/bin.mjs");
  const ours: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    ours.push(await run([command, "--help"]));
    plain.push(await run(["-e", ""]));
  }
  return {
    what: "`e2b-analyst --help` (beside: an empty Node process)",
    ours: ms(median(ours)),
    plain: ms(median(plain)),
    value: median(ours),
    unit: "ms",
    aim: { atMost: 300 },
  };
}
