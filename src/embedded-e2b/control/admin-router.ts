import { Router } from "express";
import { ApiError } from "./api-error.ts";
import type { Sandboxes } from "./sandboxes.ts";

/** A path that E2B does not have: here the server's own process can be asked about. */
export const ADMIN_PATH = "/embedded";

export interface AdminOptions {
  readonly sandboxes: Sandboxes;
  readonly fingerprint: string;
  /** Called when the server is told to end. */
  readonly onStop: () => void;
}

/** What the launcher asks of a running server, behind the same key as the control plane. */
export function createAdminRouter(options: AdminOptions): Router {
  const router = Router();
  router.get("/", (_req, res) => {
    const { sandboxes, fingerprint } = options;
    res.json({ pid: process.pid, fingerprint, sandboxes: sandboxes.count });
  });
  router.post("/stop", (_req, res) => {
    if (options.sandboxes.count > 0) throw new ApiError(409, "There are sandboxes");
    res.status(204).end();
    options.onStop();
  });
  return router;
}
