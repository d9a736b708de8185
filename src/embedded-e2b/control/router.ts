/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands rejections on by itself */
import express, { Router, type Request, type RequestHandler, type Response } from "express";
import { z } from "zod";
import type { Logger } from "../../logger.ts";
import { ADMIN_PATH } from "./admin-router.ts";
import { ApiError, errorAnswers, sendError } from "./api-error.ts";
import { specOf } from "./create-request.ts";
import { sameSecret } from "./identity.ts";
import { pageOf } from "./listing.ts";
import type { LiveSandbox } from "./live-sandbox.ts";
import { metricShape } from "./metrics.ts";
import { networkOf } from "./network.ts";
import type { Sandboxes } from "./sandboxes.ts";
import * as schemas from "./schemas.ts";
import { findTemplate } from "./templates.ts";
import { createdShape, detailShape, listedShape, type Presentation } from "./shapes.ts";

/** The SDK sends no timeout when its caller gives none; these are E2B's own. */
const DEFAULT_LIFE_S = 300;
const OLD_DEFAULT_LIFE_S = 15;

const MAX_BODY = "1mb";

export interface ControlOptions {
  readonly sandboxes: Sandboxes;
  readonly apiKey: string;
  readonly presentation: () => Presentation;
  readonly now: () => number;
  readonly logger: Logger;
  /** Serves {@link ADMIN_PATH}. */
  readonly admin: RequestHandler;
}

/** E2B's control plane, as far as an embedded server has it; the rest is a 404 that says so. */
export function createControlRouter(options: ControlOptions): Router {
  const { sandboxes, presentation } = options;
  const lastSamples = new WeakMap<LiveSandbox, { at: number; cpuSeconds: number }>();
  const router = Router();

  router.use((req, _res, next) => {
    if (!sameSecret(req.get("x-api-key"), options.apiKey)) {
      throw new ApiError(401, "Invalid API key");
    }
    next();
  });
  router.use(ADMIN_PATH, options.admin);
  router.use(express.json({ limit: MAX_BODY, type: () => true }));

  function sandboxOf(req: Request): LiveSandbox {
    const id = z.string().parse(req.params.id);
    const sandbox = sandboxes.find(id);
    if (sandbox !== undefined) return sandbox;
    const end = sandboxes.endOf(id);
    throw new ApiError(404, `Sandbox ${id} not found${end === undefined ? "" : `: ${end}`}`);
  }

  /** A paused one has no end to move: whoever wants to use it has to connect. */
  function runningOf(req: Request): LiveSandbox {
    const sandbox = sandboxOf(req);
    if (sandbox.state === "running") return sandbox;
    throw new ApiError(404, `Sandbox ${sandbox.id} is paused; connect to it`);
  }

  const create = (defaultLifeS: number) => async (req: Request, res: Response) => {
    const { spec, request } = specOf(schemas.parse(schemas.CreateBody, req.body), defaultLifeS);
    const sandbox = await sandboxes.create(spec, request);
    res.status(201).json(createdShape(sandbox, presentation()));
  };
  router.post("/v2/sandboxes", create(DEFAULT_LIFE_S));
  router.post("/sandboxes", create(OLD_DEFAULT_LIFE_S));

  router.get("/v2/sandboxes", (req, res) => {
    const all = sandboxes.all();
    const page = pageOf(all, schemas.parse(schemas.ListQuery, req.query));
    if (page.nextToken !== undefined) res.set("x-next-token", page.nextToken);
    res.set("X-Total-Running", String(all.filter(({ state }) => state === "running").length));
    res.json(page.sandboxes.map((sandbox) => listedShape(sandbox, presentation())));
  });
  router.get("/sandboxes", (req, res) => {
    const query = schemas.parse(schemas.ListQuery.pick({ metadata: true }), req.query);
    const page = pageOf(sandboxes.all(), {
      ...query,
      state: "running",
      order: "desc",
      limit: 1000,
    });
    res.json(page.sandboxes.map((sandbox) => listedShape(sandbox, presentation())));
  });

  router.get("/sandboxes/:id", (req, res) => {
    res.json(detailShape(sandboxOf(req), presentation()));
  });
  router.delete("/sandboxes/:id", async (req, res) => {
    await sandboxOf(req).kill();
    res.status(204).end();
  });

  const connect = async (req: Request, res: Response) => {
    const sandbox = sandboxOf(req);
    const { timeout = DEFAULT_LIFE_S } = schemas.parse(schemas.ConnectBody, req.body);
    const resumed = await sandbox.resume(timeout * 1000);
    if (!resumed) sandbox.extendLife(timeout * 1000);
    res.status(resumed ? 201 : 200).json(createdShape(sandbox, presentation()));
  };
  router.post("/v2/sandboxes/:id/connect", connect);
  router.post("/sandboxes/:id/connect", connect);
  router.post("/sandboxes/:id/resume", async (req, res) => {
    const sandbox = sandboxOf(req);
    const { timeout = OLD_DEFAULT_LIFE_S } = schemas.parse(schemas.ConnectBody, req.body);
    if (!(await sandbox.resume(timeout * 1000))) {
      throw new ApiError(409, `Sandbox ${sandbox.id} is already running`);
    }
    res.status(201).json(createdShape(sandbox, presentation()));
  });
  router.post("/sandboxes/:id/pause", async (req, res) => {
    const sandbox = sandboxOf(req);
    const { memory } = schemas.parse(schemas.PauseBody, req.body);
    if (!(await sandbox.pause(memory))) {
      throw new ApiError(409, `Sandbox ${sandbox.id} is already paused`);
    }
    res.status(204).end();
  });

  router.post("/sandboxes/:id/timeout", (req, res) => {
    const { timeout } = schemas.parse(schemas.TimeoutBody, req.body);
    runningOf(req).setLife(timeout * 1000);
    res.status(204).end();
  });
  router.post("/sandboxes/:id/refreshes", (req, res) => {
    const { duration } = schemas.parse(schemas.RefreshBody, req.body);
    runningOf(req).extendLife(duration * 1000);
    res.status(204).end();
  });
  router.put("/sandboxes/:id/network", async (req, res) => {
    const sandbox = sandboxOf(req);
    const policy = networkOf(undefined, schemas.parse(schemas.NetworkBody, req.body));
    if (!(await sandbox.setNetwork(policy))) {
      throw new ApiError(409, `Sandbox ${sandbox.id} is paused`);
    }
    res.status(204).end();
  });
  router.get("/sandboxes/:id/metrics", async (req, res) => {
    const sandbox = sandboxOf(req);
    const metrics = await sandbox.workspace.box.metrics();
    const now = options.now();
    const before = lastSamples.get(sandbox) ?? { at: sandbox.startedAt, cpuSeconds: 0 };
    lastSamples.set(sandbox, { at: now, cpuSeconds: metrics.cpuSeconds });
    res.json([metricShape(metrics, now, before, presentation())]);
  });

  router.get("/templates/aliases/:alias", (req, res) => {
    const { name } = findTemplate(z.string().parse(req.params.alias));
    res.json({ templateID: name, public: true });
  });

  router.use((req, res) => {
    sendError(res, 404, `The embedded E2B server does not have ${req.method} ${req.path}`);
  });
  router.use(errorAnswers(options.logger));
  return router;
}
