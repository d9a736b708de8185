import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureEnvironment } from "../../src/embedded-e2b/environment/ensure-environment.ts";
import { startServer, type BenchServer } from "./bench-server.ts";
import { readConfig } from "../../src/config.ts";
import { createLogger } from "../../src/logger.ts";
import { openPersistence } from "../../src/persistence/open-persistence.ts";
import { openDeps } from "../../src/runtime.ts";
import { systemClock } from "../../tools/ports/clock.ts";
import { createSandboxPool } from "../../tools/sandbox/pool.ts";
import { oneCellTurn } from "./engine-measure.ts";
import { help } from "./help-measure.ts";
import {
  coldStart,
  idleMemory,
  outputThroughput,
  pooledStart,
  roundTrip,
} from "./kernel-measures.ts";
import type { Measure } from "./measure.ts";
import { startYardstick } from "./yardstick.ts";

/** Sandboxes and a turn of the engine, beside a plain kernel and LangChain's own agent. */
export async function sandboxBench(say: (line: string) => void): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), "e2b-analyst-bench-"));
  const environment = await ensureEnvironment({
    cacheRoot: process.env.E2B_ANALYST_CACHE,
    progress: ({ message }) => say(message),
  });
  const servers: BenchServer[] = [];
  const yardstick = startYardstick(environment.python);
  const rows: Measure[] = [];
  const measure = async (name: string, work: () => Promise<Measure | Measure[]>) => {
    say(`measuring: ${name}`);
    rows.push(...[await work()].flat());
  };

  try {
    const open = async (pool: number) => {
      const server = await startServer(join(folder, `pool-${pool}`), pool);
      servers.push(server);
      return server;
    };
    const cold = await open(0);
    await measure("start of --help", help);
    await measure("cold start", () =>
      coldStart({ yardstick, cold: cold.client, pooled: cold.client }),
    );
    // Before the measures that fill the kept plain kernel.
    await measure("memory", () =>
      idleMemory({ yardstick, cold: cold.client, pooled: cold.client }, cold.pid),
    );
    await measure("round trip", () =>
      roundTrip({ yardstick, cold: cold.client, pooled: cold.client }),
    );
    await measure("output", () =>
      outputThroughput({ yardstick, cold: cold.client, pooled: cold.client }),
    );
    const config = readConfig({ E2B_ANALYST_HOME: join(folder, "engine") });
    const persistence = await openPersistence(config, systemClock);
    const silent = { progress: () => undefined };
    const deps = await openDeps(config, createLogger("error"), silent, persistence);
    const pool = createSandboxPool({ connect: async () => cold.connection, lifeMs: 600_000 });
    await measure("engine", () => oneCellTurn(pool, deps));
    const pooled = await open(1);
    await measure("warm pool", () =>
      pooledStart({ yardstick, cold: cold.client, pooled: pooled.client }),
    );
    return rows;
  } finally {
    yardstick.stop();
    for (const server of servers) server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
