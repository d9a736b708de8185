import { expect } from "@jest/globals";
import { Sandbox } from "@e2b/code-interpreter";
import type { Case, Subject } from "./case.ts";

/** Making, finding, pausing and ending sandboxes. */
export function lifeCases({ connection, sandbox }: Subject): Case[] {
  const once = async (run: (other: Sandbox) => Promise<unknown>, options: object = {}) => {
    const other = await Sandbox.create("base", { ...connection, ...options });
    try {
      return await run(other);
    } finally {
      await other.kill();
    }
  };
  return [
    {
      name: "Sandbox.create",
      call: () => once(async ({ sandboxId }) => sandboxId),
      gives: expect.stringMatching(/^i/),
    },
    {
      name: "Sandbox.connect",
      call: async () => (await Sandbox.connect(sandbox.sandboxId, connection)).sandboxId,
      gives: sandbox.sandboxId,
    },
    {
      name: "sandbox.connect",
      call: async () => (await sandbox.connect()).sandboxId,
      gives: sandbox.sandboxId,
    },
    {
      name: "Sandbox.list",
      call: () => Sandbox.list({ ...connection, query: { state: ["running"] } }).nextItems(),
      gives: [expect.objectContaining({ sandboxId: sandbox.sandboxId })],
    },
    {
      name: "Sandbox.getInfo",
      call: () => Sandbox.getInfo(sandbox.sandboxId, connection),
      gives: expect.objectContaining({ state: "running" }),
    },
    {
      name: "sandbox.getInfo",
      call: () => sandbox.getInfo(),
      gives: expect.objectContaining({ templateId: "code-interpreter-v1" }),
    },
    {
      name: "Sandbox.getFullInfo",
      call: () => Sandbox.getFullInfo(sandbox.sandboxId, connection),
      gives: expect.objectContaining({ state: "running" }),
    },
    {
      name: "Sandbox.getMetrics",
      call: () => Sandbox.getMetrics(sandbox.sandboxId, connection),
      gives: [expect.objectContaining({ cpuCount: expect.anything() })],
    },
    {
      name: "sandbox.getMetrics",
      call: () => sandbox.getMetrics({ start: new Date(0) }),
      gives: [expect.anything()],
    },
    {
      name: "Sandbox.setTimeout",
      call: () => Sandbox.setTimeout(sandbox.sandboxId, 600_000, connection),
      gives: undefined,
    },
    { name: "sandbox.setTimeout", call: () => sandbox.setTimeout(600_000), gives: undefined },
    { name: "sandbox.isRunning", call: () => sandbox.isRunning(), gives: true },
    {
      name: "sandbox.getHost",
      call: () => sandbox.getHost(3000),
      gives: expect.stringMatching(/^3000-i[a-z0-9]+\.localhost:\d+$/),
    },
    { name: "sandbox.getMcpUrl", call: () => sandbox.getMcpUrl(), gives: expect.anything() },
    { name: "sandbox.getMcpToken", call: () => sandbox.getMcpToken() },
    {
      name: "Sandbox.pause",
      call: () => once((other) => Sandbox.pause(other.sandboxId, connection)),
      gives: true,
    },
    {
      name: "sandbox.pause",
      call: () => once(async (other) => [await other.pause(), await other.pause()]),
      gives: [true, false],
    },
    {
      name: "Sandbox.betaPause",
      call: () => once((other) => Sandbox.betaPause(other.sandboxId, connection)),
      gives: true,
    },
    { name: "sandbox.betaPause", call: () => once((other) => other.betaPause()), gives: true },
    {
      name: "Sandbox.kill",
      call: () => once((other) => Sandbox.kill(other.sandboxId, connection)),
      gives: true,
    },
    {
      name: "sandbox.kill",
      call: () => once(async (other) => [await other.kill(), await other.kill()]),
      gives: [true, false],
    },
    {
      name: "Sandbox.updateNetwork",
      call: () => Sandbox.updateNetwork(sandbox.sandboxId, { denyOut: ["0.0.0.0/0"] }, connection),
      gives: undefined,
    },
    {
      name: "sandbox.updateNetwork",
      call: () => sandbox.updateNetwork({ allowOut: ["example.org"] }),
    },
    { name: "Sandbox.fork", call: () => Sandbox.fork(sandbox.sandboxId, connection) },
    { name: "sandbox.fork", call: () => sandbox.fork({ count: 2 }) },
    {
      name: "Sandbox.createSnapshot",
      call: () => Sandbox.createSnapshot(sandbox.sandboxId, connection),
    },
    { name: "sandbox.createSnapshot", call: () => sandbox.createSnapshot({ name: "mine" }) },
    { name: "Sandbox.listSnapshots", call: () => Sandbox.listSnapshots(connection).nextItems() },
    { name: "sandbox.listSnapshots", call: () => sandbox.listSnapshots().nextItems() },
    {
      name: "Sandbox.deleteSnapshot",
      call: () => Sandbox.deleteSnapshot("mine:default", connection),
      gives: false,
    },
  ];
}
