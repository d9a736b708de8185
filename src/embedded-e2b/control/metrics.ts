import { availableParallelism } from "node:os";
import type { BoxMetrics } from "../box/types.ts";
import type { Presentation } from "./shapes.ts";

const MIB = 1024 * 1024;

interface Sample {
  readonly at: number;
  readonly cpuSeconds: number;
}

/** Makes E2B's metric out of what a box measures; processor use counts from the sample before. */
export function metricShape(
  metrics: BoxMetrics,
  now: number,
  before: Sample,
  presentation: Presentation,
): object {
  const cpuCount = availableParallelism();
  const elapsedS = Math.max((now - before.at) / 1000, 0.001);
  const share = Math.max(metrics.cpuSeconds - before.cpuSeconds, 0) / elapsedS;
  return {
    timestamp: new Date(now).toISOString(),
    timestampUnix: Math.floor(now / 1000),
    cpuCount,
    // A box from the pool has worked before it was a sandbox, which must not show as an overload.
    cpuUsedPct: Math.round(Math.min(share, cpuCount) * 10_000) / 100,
    memUsed: metrics.memoryBytes,
    memTotal: presentation.memoryMb * MIB,
    memCache: 0,
    diskUsed: metrics.diskBytes,
    diskTotal: presentation.diskMb * MIB,
  };
}
