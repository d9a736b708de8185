import { afterAll, beforeAll } from "@jest/globals";
import { describeSandboxPort } from "./sandbox-port.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.close());

describeSandboxPort(async () => server.newSandbox());
