import { describe, expect, test } from "@jest/globals";
import { createLogger } from "../../../../src/logger.ts";
import type { SandboxSpec } from "../../../../src/embedded-e2b/control/live-sandbox.ts";
import { createSandboxes } from "../../../../src/embedded-e2b/control/sandboxes.ts";
import { CLOSED } from "../../../../src/embedded-e2b/relay/network-policy.ts";
import type { Workspace, WorkspaceRequest } from "../../../../src/embedded-e2b/workspace.ts";

const REQUEST: WorkspaceRequest = { interpreter: false, network: CLOSED, envs: {} };
const SPEC: SandboxSpec = {
  template: "base",
  metadata: {},
  envs: {},
  lifeMs: 60_000,
  onTimeout: "kill",
  keepMemory: true,
  autoResume: false,
  publicTraffic: true,
};

/** Two sandboxes at most; each create takes a turn of the event loop. */
function setUp(evictAfterMs?: number) {
  let made = 0;
  let now = 0;
  const sandboxes = createSandboxes({
    maxSandboxes: 2,
    evictAfterMs,
    now: () => now,
    logger: createLogger("silent"),
    open: async () => {
      made += 1;
      const box = { exited: new Promise(() => undefined), kill: async () => undefined };
      return { id: `i${made}`, box, contexts: undefined } as unknown as Workspace;
    },
  });
  return {
    sandboxes,
    create: () => sandboxes.create(SPEC, REQUEST),
    pass: (ms: number) => (now += ms),
    ids: () => sandboxes.all().map(({ id }) => id),
  };
}

const refusal = expect.objectContaining({ status: 429 });

describe("one sandbox too many", () => {
  test("is refused, also when all come at once", async () => {
    const { sandboxes, create } = setUp();
    const results = await Promise.allSettled([create(), create(), create()]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(results[2]).toMatchObject({ reason: refusal });
    await sandboxes.killAll();
  });

  test("does not count any more after it was refused or could not be made", async () => {
    const { sandboxes, create } = setUp();
    await Promise.allSettled([create(), create(), create()]);
    await sandboxes.killAll();
    expect(sandboxes.count).toBe(0);
    await Promise.all([create(), create()]);
    expect(sandboxes.count).toBe(2);
    await sandboxes.killAll();
  });

  test("takes the room of the one that has been idle longest, each of a single one", async () => {
    const { sandboxes, create, pass, ids } = setUp(1000);
    await create();
    pass(1);
    await create();
    await expect(create()).rejects.toEqual(refusal);
    pass(1000);
    await create();
    expect(ids()).toEqual(["i2", "i3"]);
    expect(sandboxes.endOf("i1")).toMatch(/made room/);
    pass(1000);
    await Promise.all([create(), create()]);
    expect(ids()).toEqual(["i4", "i5"]);
    await sandboxes.killAll();
  });
});
