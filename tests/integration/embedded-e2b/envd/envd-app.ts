import type { Express } from "express";
import type { Box } from "../../../../src/embedded-e2b/box/types.ts";
import { createEnvdRouter } from "../../../../src/embedded-e2b/envd/router.ts";
import { ENVD_VERSION } from "../../../../src/embedded-e2b/envd/version.ts";

export const TOKEN = "a-token-that-only-this-sandbox-has";
export const API_KEY = `e2b_${"0".repeat(40)}`;

/** envd of one box behind the least of a server that the SDK can live with. */
export function envdApp(app: Express, box: Box): Express {
  app.post("/v2/sandboxes", (_req, res) => {
    res.status(201).json({
      templateID: "base",
      sandboxID: "itestsandbox",
      clientID: "test",
      envdVersion: ENVD_VERSION,
      envdAccessToken: TOKEN,
      domain: null,
    });
  });
  app.use(createEnvdRouter(() => ({ box, envs: { OF_SANDBOX: "yes" }, accessToken: TOKEN })));
  return app;
}
