import type { Router } from "express";
import type { Box } from "./box/types.ts";
import type { LiveSandbox } from "./control/live-sandbox.ts";
import { tableOf } from "./envd/process/table.ts";
import { createEnvdRouter } from "./envd/router.ts";

/** Serves envd's port of one sandbox. */
export function createEnvdDoor({ workspace, spec, accessToken }: LiveSandbox): Router {
  const session = { box: workspace.box, envs: spec.envs, accessToken };
  return createEnvdRouter(() => session);
}

/** Ends every process that was started through envd. */
export async function killCommands(box: Box): Promise<void> {
  await Promise.all(
    tableOf(box)
      .all()
      .map(({ process }) => process.signal("SIGKILL")),
  );
}
