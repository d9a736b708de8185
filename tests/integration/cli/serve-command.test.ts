import { afterAll, describe, expect, test } from "@jest/globals";
import { startCli, testFolder } from "./run-cli.ts";

const folder = testFolder();
afterAll(() => folder.remove());

/** Sandboxes of a service that nobody runs: the embedded one is not started for these tests. */
const env = { SERVER_PORT: "0", E2B_API_KEY: "none", E2B_API_URL: "http://127.0.0.1:1" };
const run = (...args: string[]) => startCli(args, { env, folder: folder.path });

describe("the commands of the server", () => {
  test("keys are made, listed and revoked; serve asks for them, tells where it is, and ends with SIGTERM", async () => {
    const made = await run("keys", "create", "librechat", "--user", "ann").ended;
    expect(made.code).toBe(0);
    const key = made.stdout.trim();
    expect(key).toMatch(/^ea_[0-9a-f]{16}_[\w-]{43}$/);
    expect((await run("keys", "create", "librechat").ended).code).toBe(1);
    const listed = await run("keys", "list").ended;
    expect(listed.stdout).toMatch(/^librechat\tann\t\S+\n$/);
    expect(listed.stdout).not.toContain(key.slice(20));

    const serving = run("serve");
    let url = "";
    serving.child.stdout?.on("data", (chunk: Buffer) => (url += chunk.toString()));
    await serving.shows("\n");
    const models = async (headers: Record<string, string>) =>
      (await fetch(`${url.trim()}/v1/models`, { headers })).status;
    expect(await models({})).toBe(401);
    expect(await models({ authorization: `Bearer ${key}` })).toBe(200);
    const ready = await fetch(`${url.trim()}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ database: "ok", model: "ok", sandbox: "failed" });
    // Ended for every server that uses the same state.
    expect((await run("keys", "revoke", "librechat").ended).code).toBe(0);
    expect(await models({ authorization: `Bearer ${key}` })).toBe(401);
    serving.child.kill("SIGTERM");
    const { code, stderr } = await serving.ended;
    expect(code).toBe(0);
    expect(stderr).toContain("Stopping");
  });

  test("without a key serve says that it is open, and does not go beyond this machine", async () => {
    const open = testFolder();
    try {
      const beyond = await startCli(["serve"], {
        env: { ...env, SERVER_HOST: "0.0.0.0" },
        folder: open.path,
      }).ended;
      expect(beyond.code).toBe(2);
      expect(beyond.stderr).toContain("keys create");
      const serving = startCli(["serve"], { env, folder: open.path });
      await serving.shows("http://127.0.0.1:");
      serving.child.kill("SIGTERM");
      expect((await serving.ended).stderr).toContain("No API key is set");
    } finally {
      open.remove();
    }
  });
});
