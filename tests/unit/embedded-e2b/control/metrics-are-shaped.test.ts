import { availableParallelism } from "node:os";
import { expect, test } from "@jest/globals";
import { metricShape } from "../../../../src/embedded-e2b/control/metrics.ts";

const presentation = { envdVersion: "0", domain: "d", memoryMb: 10, diskMb: 20 };
const metrics = { memoryBytes: 5, diskBytes: 6, processes: 2, cpuSeconds: 3 };

test("a metric counts the processor's use since the sample before", () => {
  expect(metricShape(metrics, 10_000, { at: 6000, cpuSeconds: 2 }, presentation)).toEqual({
    timestamp: "1970-01-01T00:00:10.000Z",
    timestampUnix: 10,
    cpuCount: availableParallelism(),
    cpuUsedPct: 25,
    memUsed: 5,
    memTotal: 10 * 1024 * 1024,
    memCache: 0,
    diskUsed: 6,
    diskTotal: 20 * 1024 * 1024,
  });
});

test("work done before the sandbox was handed out is no overload", () => {
  const shape = metricShape(metrics, 10_000, { at: 9999, cpuSeconds: 0 }, presentation);
  expect(shape).toMatchObject({ cpuUsedPct: availableParallelism() * 100 });
});
