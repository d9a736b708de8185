import { Router, type RequestHandler } from "express";
import type { Logger } from "../logger.ts";
import { sameSecret } from "./control/identity.ts";
import type { LiveSandbox } from "./control/live-sandbox.ts";
import type { Sandboxes } from "./control/sandboxes.ts";
import { createEnvdDoor } from "./envd-door.ts";
import { createInterpreterRouter } from "./interpreter/router.ts";
import { ENVD_PORT, INTERPRETER_PORT } from "./routing.ts";

/** E2B gives an automatically resumed sandbox this long at least. */
const MIN_RESUMED_LIFE_MS = 300_000;

export interface TrafficOptions {
  readonly sandboxes: Sandboxes;
  readonly keepaliveMs: number;
  readonly outputBytes: number;
  readonly logger: Logger;
}

/** Serves what is for a port of a sandbox; a dead or paused one answers 502 on every route. */
export type SandboxTraffic = (id: string, port: number) => RequestHandler;

export function createSandboxTraffic(options: TrafficOptions): SandboxTraffic {
  const { sandboxes } = options;
  const doors = new WeakMap<LiveSandbox, ReadonlyMap<number, RequestHandler>>();

  function doorsOf(sandbox: LiveSandbox): ReadonlyMap<number, RequestHandler> {
    let made = doors.get(sandbox);
    if (made === undefined) {
      made = new Map<number, RequestHandler>([[ENVD_PORT, createEnvdDoor(sandbox)]]);
      const { contexts } = sandbox.workspace;
      if (contexts !== undefined) {
        const interpreter = createInterpreterRouter({ ...options, contexts });
        made = new Map([...made, [INTERPRETER_PORT, guarded(sandbox, interpreter)]]);
      }
      doors.set(sandbox, made);
    }
    return made;
  }

  async function serve(
    id: string,
    port: number,
    ...[req, res, next]: Parameters<RequestHandler>
  ): Promise<void> {
    const sandbox = sandboxes.find(id);
    if (sandbox?.state === "paused" && sandbox.spec.autoResume) {
      await sandbox.resume(Math.max(sandbox.spec.lifeMs, MIN_RESUMED_LIFE_MS));
    }
    if (sandbox === undefined || sandbox.state === "paused") {
      const end = sandboxes.endOf(id);
      const reason = sandbox === undefined ? end : "it is paused";
      const message = `The sandbox was not found${reason === undefined ? "" : `: ${reason}`}`;
      res.status(502).json({ sandboxId: id, message, code: 502 });
      return;
    }
    const door = doorsOf(sandbox).get(port);
    if (door === undefined) {
      const message = "The sandbox is running but port is not open";
      res.status(502).json({ sandboxId: id, message, port, code: 502 });
      return;
    }
    res.once("close", sandbox.hold(req.socket));
    await door(req, res, next);
  }

  return (id, port) => (req, res, next) => serve(id, port, req, res, next);
}

/** Checks the tokens that the code interpreter's routes carry: the SDK sends one to run code. */
function guarded(sandbox: LiveSandbox, interpreter: RequestHandler): Router {
  const router = Router();
  router.use((req, res, next) => {
    const { trafficToken } = sandbox;
    if (
      trafficToken !== undefined &&
      !sameSecret(req.get("e2b-traffic-access-token"), trafficToken)
    ) {
      const message = "missing or invalid traffic access token";
      res.status(403).json({ sandboxId: sandbox.id, message, code: 403 });
    } else if (
      req.path === "/execute" &&
      !sameSecret(req.get("x-access-token"), sandbox.accessToken)
    ) {
      res.status(401).type("text/plain").send("missing or invalid access token");
    } else {
      next();
    }
  });
  router.use(interpreter);
  return router;
}
