/**
 * `npm run bench`, or `npm run bench -- files` for one part: speed as ratios of things measured in
 * turn within one run, printed as a table. It judges nothing: a shared machine is no place for a
 * timed assertion.
 */
import type { Measure } from "./measure.ts";
import { printTable } from "./table.ts";

type Bench = (say: (line: string) => void) => Promise<Measure[]>;

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  sandbox: async () => (await import("./sandbox-bench.ts")).sandboxBench,
  files: async () => (await import("./files-bench.ts")).filesBench,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(
    `no bench ${unknown.join(", ")}; there are: ${Object.keys(BENCHES).join(", ")}\n`,
  );
  process.exit(2);
}
const rows: Measure[] = [];
for (const [name, load] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const bench = await load();
  rows.push(...(await bench((line) => process.stderr.write(`${line}\n`))));
}
printTable(rows);
