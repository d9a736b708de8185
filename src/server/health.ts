/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import { Router } from "express";

/** What must be there before a question can be answered; each raises when it is not. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

const PATIENCE_MS = 3_000;

async function holds(check: () => Promise<void>): Promise<boolean> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("late")), PATIENCE_MS);
  try {
    await Promise.race([check(), late.promise]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** `/health`: the process answers. `/ready`: it takes questions, and what it depends on is there. */
export function createHealthRouter(checks: ReadinessChecks, isDraining: () => boolean): Router {
  const router = Router();
  router.get("/health", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get("/ready", async (_request, response) => {
    const names = Object.keys(checks);
    const states = await Promise.all(Object.values(checks).map(holds));
    const result = Object.fromEntries(
      names.map((name, at) => [name, states[at] === true ? "ok" : "failed"]),
    );
    const isReady = !isDraining() && states.every(Boolean);
    response.status(isReady ? 200 : 503).json({ status: isReady ? "ok" : "not ready", ...result });
  });
  return router;
}
