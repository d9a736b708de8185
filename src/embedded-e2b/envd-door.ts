import { Router } from "express";
import type { LiveSandbox } from "./control/live-sandbox.ts";

/** The version of E2B's envd whose features a sandbox here has. */
export const ENVD_VERSION = "0.6.1";

/** Serves envd's port of one sandbox. */
export function createEnvdDoor(_sandbox: LiveSandbox): Router {
  const router = Router();
  router.get("/health", (_req, res) => {
    res.status(204).end();
  });
  return router;
}
