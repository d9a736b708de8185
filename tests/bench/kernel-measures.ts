import { readFile } from "node:fs/promises";
import { alternate, median, timed } from "./statistics.ts";
import { mib, ms, runCode, withSandbox, type KernelBench, type Measure } from "./measure.ts";

const IMPORTS = "import pandas, numpy, matplotlib.pyplot";
const TEN_MB = "for _ in range(10_000): print('x' * 1023)";

/** From nothing to the result of a first cell. */
export async function coldStart({ yardstick, cold }: KernelBench): Promise<Measure> {
  const ours = () => timed(() => withSandbox(cold, (sandbox) => runCode(sandbox, "1+1")));
  const { a, b } = await alternate(7, ours, async () => (await yardstick.cold("1+1")).ms);
  return {
    what: "cold create + first cell ÷ plain kernel start + first cell",
    ours: ms(a),
    plain: ms(b),
    value: a / b,
    unit: "×",
    aim: { atMost: 0.8 },
  };
}

/** A sandbox from the pool to its first import; the pool is given time to refill by asking until it did. */
export async function pooledStart({ yardstick, pooled }: KernelBench): Promise<Measure[]> {
  const times: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < 11; round += 1) {
    plain.push((await yardstick.cold("import pandas")).ms);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const began = performance.now();
    await withSandbox(pooled, async (sandbox) => {
      await runCode(sandbox, "import pandas");
      times.push(performance.now() - began);
    });
  }
  const a = median(times);
  const b = median(plain);
  const row = { ours: ms(a), plain: ms(b) };
  return [
    {
      ...row,
      what: "create from the pool + `import pandas`, p50",
      value: a,
      unit: "ms",
      aim: { atMost: 30 },
    },
    {
      ...row,
      what: "the same ÷ plain kernel start + `import pandas`",
      value: a / b,
      unit: "×",
      aim: {},
    },
  ];
}

/** One small cell, client to kernel and back. */
export async function roundTrip({ yardstick, cold }: KernelBench): Promise<Measure> {
  return withSandbox(cold, async (sandbox) => {
    for (let warm = 0; warm < 20; warm += 1) {
      await runCode(sandbox, "1+1");
      await yardstick.warm("1+1");
    }
    const ours = () => timed(() => runCode(sandbox, "1+1"));
    const { a, b } = await alternate(200, ours, async () => (await yardstick.warm("1+1")).ms);
    return {
      what: "`1+1` through SDK and server, p50 ÷ plain",
      ours: ms(a),
      plain: ms(b),
      value: a / b,
      unit: "×",
      aim: { atMost: 1.5 },
    };
  });
}

/** Of ten megabytes in so many milliseconds. */
const speed = (time: number) => `${(10_000 / time).toFixed(0)} MB/s`;

/** Ten megabytes of stdout to the client. */
export async function outputThroughput({ yardstick, cold }: KernelBench): Promise<Measure> {
  return withSandbox(cold, async (sandbox) => {
    const expected = 10_000 * 1024;
    const ours = () =>
      timed(async () => {
        const characters = await runCode(sandbox, TEN_MB);
        if (characters !== expected) throw new Error(`${characters} characters arrived`);
      });
    const { a, b } = await alternate(5, ours, async () => (await yardstick.warm(TEN_MB)).ms);
    return {
      what: "10 MB of stdout streamed, throughput ÷ plain",
      ours: speed(a),
      plain: speed(b),
      value: b / a,
      unit: "×",
      aim: { atLeast: 0.5 },
    };
  });
}

/** Proportional memory of every process of a sandbox, found by the marks that only its processes carry. */
async function sandboxMemory(serverPid: number): Promise<number> {
  const { execFileSync } = await import("node:child_process");
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const family = new Set<number>([serverPid]);
  for (let before = -1; before !== family.size;) {
    before = family.size;
    for (const [pid, parent] of table) if (family.has(parent)) family.add(pid);
  }
  family.delete(serverPid);
  let bytes = 0;
  for (const pid of family) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    bytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return bytes;
}

/**
 * An idle sandbox with everything that belongs to it, against a kernel with the same imports. Both
 * are read while both live: pages that they share count half for each.
 */
export async function idleMemory(
  { yardstick, cold }: KernelBench,
  serverPid: number,
): Promise<Measure> {
  await yardstick.warm(IMPORTS);
  return withSandbox(cold, async (sandbox) => {
    await runCode(sandbox, IMPORTS);
    const plain = (await yardstick.warm("pass")).pss ?? Number.NaN;
    const ours = await sandboxMemory(serverPid);
    return {
      what: "memory of an idle sandbox ÷ plain kernel with the same imports",
      ours: mib(ours),
      plain: mib(plain),
      value: ours / plain,
      unit: "×",
      aim: { atMost: 1.15 },
    };
  });
}
