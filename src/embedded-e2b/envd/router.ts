import { Router, type RequestHandler } from "express";
import { checkSignature, checkToken, unknownUser } from "./access.ts";
import { fileQuery } from "./files/query.ts";
import { download } from "./files/download.ts";
import { upload } from "./files/upload.ts";
import { filesystemMethods } from "./filesystem/service.ts";
import { metrics } from "./info.ts";
import { processMethods } from "./process/service.ts";
import { createService } from "./rpc/service.ts";
import type { SessionOf } from "./session.ts";

/** E2B's envd, for the sandbox that each request is for. Checks tokens and signatures itself. */
export function createEnvdRouter(sessionOf: SessionOf, now: () => number = Date.now): Router {
  const router = Router();
  router.use(allowAllOrigins);
  router.use(checkToken(sessionOf));
  router.get("/health", (_req, res) => void res.status(204).end());
  router.use("/files", checkSignature(sessionOf, now), checkRestUser);
  router.get("/files", download(sessionOf));
  router.post("/files", upload(sessionOf));
  router.get("/envs", (req, res) => void res.json(sessionOf(req).envs));
  router.get("/metrics", metrics(sessionOf, now));
  router.use(createService("filesystem.Filesystem", filesystemMethods(), sessionOf));
  router.use(createService("process.Process", processMethods(), sessionOf));
  // What only E2B's orchestrator may call is not here, and neither is anything else.
  router.use((req, res) => {
    res.status(404).json({ code: 404, message: `no such route: ${req.method} ${req.path}` });
  });
  return router;
}

/** Every request bears a secret of its own, so a page of any origin may ask. */
const allowAllOrigins: RequestHandler = (req, res, next) => {
  res.set("access-control-allow-origin", "*");
  if (req.method !== "OPTIONS") {
    next();
    return;
  }
  res.set({
    "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
    "access-control-allow-headers": req.get("access-control-request-headers") ?? "*",
    "access-control-max-age": "7200",
  });
  res.status(204).end();
};

const checkRestUser: RequestHandler = (req, res, next) => {
  const unknown = unknownUser(fileQuery(req).username);
  if (unknown === undefined) next();
  else res.status(401).json({ code: 401, message: `error looking up user '${unknown}'` });
};
