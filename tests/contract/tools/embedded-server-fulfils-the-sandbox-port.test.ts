import { afterAll, afterEach, beforeAll } from "@jest/globals";
import { describeSandboxPort } from "./sandbox-port.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterEach(async () => server.killSandboxes());
afterAll(async () => server.close());

describeSandboxPort(async () => server.newSandbox());
