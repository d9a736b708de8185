import { availableParallelism } from "node:os";
import type { Request, Response } from "express";
import type { Box } from "../box/types.ts";
import type { SessionOf } from "./session.ts";

const MIB = 1024 * 1024;

/** `GET /metrics`, with the names of E2B's envd. */
export function metrics(sessionOf: SessionOf, now: () => number) {
  const samples = new WeakMap<Box, { at: number; cpuSeconds: number }>();
  return async (req: Request, res: Response): Promise<void> => {
    const { box } = sessionOf(req);
    const { memoryBytes, diskBytes, cpuSeconds } = await box.metrics();
    const at = now();
    const before = samples.get(box) ?? { at, cpuSeconds };
    samples.set(box, { at, cpuSeconds });
    const share = (cpuSeconds - before.cpuSeconds) / Math.max((at - before.at) / 1000, 0.001);
    const cpus = availableParallelism();
    res.json({
      ts: Math.floor(at / 1000),
      cpu_count: cpus,
      cpu_used_pct: Math.round(Math.min(Math.max(share, 0) / cpus, 1) * 10_000) / 100,
      mem_total: box.limits.memoryMb * MIB,
      mem_used: memoryBytes,
      mem_total_mib: box.limits.memoryMb,
      mem_used_mib: Math.floor(memoryBytes / MIB),
      mem_cache: 0,
      disk_used: diskBytes,
      disk_total: box.limits.diskMb * MIB,
    });
  };
}
