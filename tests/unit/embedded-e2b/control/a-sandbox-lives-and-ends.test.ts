import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { BoxExitReason } from "../../../../src/embedded-e2b/box/types.ts";
import {
  createLiveSandbox,
  type SandboxSpec,
} from "../../../../src/embedded-e2b/control/live-sandbox.ts";
import { CLOSED } from "../../../../src/embedded-e2b/relay/network-policy.ts";
import type { Workspace } from "../../../../src/embedded-e2b/workspace.ts";

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

function setUp(spec: Partial<SandboxSpec> = {}) {
  const done: string[] = [];
  const note = (what: string) => async () => {
    done.push(what);
  };
  const exited = Promise.withResolvers<BoxExitReason>();
  const workspace = {
    id: "i1",
    box: {
      exited: exited.promise,
      kill: note("kill"),
      freeze: note("freeze"),
      thaw: note("thaw"),
      setNetwork: note("network"),
    },
    contexts: {
      idle: note("idle"),
      reset: note("reset"),
      defaultOf: () => ({ start: note("start") }),
    },
  } as unknown as Workspace;
  const onEnd = jest.fn((reason: string) => void done.push(`end: ${reason}`));
  const sandbox = createLiveSandbox(workspace, { ...SPEC, ...spec }, CLOSED, {
    now: Date.now,
    killCommands: note("commands"),
    onEnd,
    onFault: (error) => {
      throw error;
    },
  });
  const socket = { resetAndDestroy: () => void done.push("torn") } as unknown as Socket;
  return { sandbox, done, exited, socket };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe("the end of a sandbox", () => {
  test("comes at its time, with a reason, and tears connections", async () => {
    const { sandbox, done, socket } = setUp();
    sandbox.hold(socket);
    await jest.advanceTimersByTimeAsync(59_000);
    expect(done).toEqual([]);
    await jest.advanceTimersByTimeAsync(1000);
    expect(done).toEqual(["end: its timeout was reached", "torn", "kill"]);
  });

  test("can be set to earlier and to later", async () => {
    const { sandbox, done } = setUp();
    sandbox.setLife(100_000);
    await jest.advanceTimersByTimeAsync(99_000);
    expect(done).toEqual([]);
    sandbox.setLife(500);
    await jest.advanceTimersByTimeAsync(500);
    expect(done).toContain("end: its timeout was reached");
  });

  test("is only moved to later by an extension", () => {
    const { sandbox } = setUp();
    const end = sandbox.endAt;
    sandbox.extendLife(1000);
    expect(sandbox.endAt).toBe(end);
    sandbox.extendLife(90_000);
    expect(sandbox.endAt).toBe(end + 30_000);
  });

  test("comes with a kill, once", async () => {
    const { sandbox, done } = setUp();
    await Promise.all([sandbox.kill(), sandbox.kill()]);
    await jest.advanceTimersByTimeAsync(120_000);
    expect(done).toEqual(["end: it was killed", "kill"]);
  });

  test("leaves connections alone that are done", async () => {
    const { sandbox, done, socket } = setUp();
    sandbox.hold(socket)();
    await sandbox.kill();
    expect(done).not.toContain("torn");
  });

  test.each([
    ["out_of_memory", "end: it used up its memory"],
    ["disk_full", "end: it used up its disk space"],
    ["died", "end: its processes ended unexpectedly"],
  ] as const)("comes when the box ends: %s", async (reason, said) => {
    const { done, exited } = setUp();
    exited.resolve(reason);
    await jest.advanceTimersByTimeAsync(0);
    expect(done).toEqual([said, "kill"]);
  });
});

describe("a pause", () => {
  test("interrupts what runs, keeps memory and stops the clock", async () => {
    const { sandbox, done, socket } = setUp();
    sandbox.hold(socket);
    expect(await sandbox.pause(true)).toBe(true);
    expect(done).toEqual(["torn", "idle", "freeze"]);
    expect(sandbox.state).toBe("paused");
    await jest.advanceTimersByTimeAsync(1e6);
    expect(sandbox.state).toBe("paused");
  });

  test("without memory ends the kernels", async () => {
    const { sandbox, done } = setUp();
    await sandbox.pause(false);
    expect(done).toEqual(["idle", "reset", "commands", "freeze"]);
  });

  test("of a paused sandbox does nothing", async () => {
    const { sandbox, done } = setUp();
    await sandbox.pause(true);
    expect(await sandbox.pause(true)).toBe(false);
    expect(done).toEqual(["idle", "freeze"]);
  });

  test("is what the end is, where that was asked for", async () => {
    const { sandbox, done } = setUp({ onTimeout: "pause", keepMemory: false });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(sandbox.state).toBe("paused");
    expect(done).toEqual(["idle", "reset", "commands", "freeze"]);
  });

  test("ends with a resume, which starts the clock anew", async () => {
    const { sandbox, done } = setUp();
    expect(await sandbox.resume(1000)).toBe(false);
    await sandbox.pause(true);
    expect(await sandbox.resume(1000)).toBe(true);
    expect(sandbox.state).toBe("running");
    expect(done).toEqual(["idle", "freeze", "thaw", "start"]);
    await jest.advanceTimersByTimeAsync(1000);
    expect(done).toContain("end: its timeout was reached");
  });

  test("and a resume at the same time come one after the other", async () => {
    const { sandbox, done } = setUp();
    const results = await Promise.all([
      sandbox.pause(true),
      sandbox.resume(1000),
      sandbox.resume(1000),
    ]);
    expect(results).toEqual([true, true, false]);
    expect(done).toEqual(["idle", "freeze", "thaw", "start"]);
  });

  test("does not freeze what was killed meanwhile", async () => {
    const { sandbox, done } = setUp();
    await Promise.all([sandbox.pause(true), sandbox.kill()]);
    expect(done).not.toContain("freeze");
  });
});

describe("the tokens of a sandbox", () => {
  test("are its own, and a second one exists where traffic is not public", () => {
    const { sandbox } = setUp();
    expect(sandbox.accessToken).toMatch(/^[0-9a-f]{64}$/);
    expect(sandbox.trafficToken).toBeUndefined();
    const closed = setUp({ publicTraffic: false }).sandbox;
    expect(closed.trafficToken).toMatch(/^[0-9a-f]{64}$/);
    expect(closed.accessToken).not.toBe(sandbox.accessToken);
  });
});
