import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "@jest/globals";
import { Sandbox } from "@e2b/code-interpreter";
import express from "express";
import type { Box, BoxOptions } from "../../../../src/embedded-e2b/box/types.ts";
import { boxMaker } from "../box/test-box.ts";
import { API_KEY, envdApp, TOKEN } from "./envd-app.ts";

export { TOKEN };

export interface EnvdServer {
  readonly box: Box;
  readonly url: string;
  /** A sandbox of the unmodified SDK. */
  readonly sandbox: Sandbox;
  /** A request as the SDK would send it, for what the SDK does not send. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
}

/** envd of one real box behind the least of a server that the SDK can live with; call it at top level. */
export async function envdServer(options: Partial<BoxOptions> = {}): Promise<EnvdServer> {
  const makeBox = await boxMaker();
  const box = await makeBox({ envs: { OF_SANDBOX: "yes" }, ...options });
  const server = createServer(envdApp(express(), box));
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sandbox = await Sandbox.create({ apiKey: API_KEY, apiUrl: url, sandboxUrl: url });
  return {
    box,
    url,
    sandbox,
    async ask(path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set("x-access-token", TOKEN);
      return fetch(`${url}${path}`, { ...init, headers });
    },
  };
}
