import { expect, test } from "@jest/globals";
import { runningServer, Sandbox } from "./running-server.ts";

const { server, connection } = await runningServer({ pool: 2 });
await server.warm();

const LOADED = "import sys\n[m in sys.modules for m in ('pandas', 'numpy', 'matplotlib.pyplot')]";

test("a sandbox from the pool has the libraries loaded, and in its namespace nothing but what every kernel has", async () => {
  const sandbox = await Sandbox.create(connection);
  expect((await sandbox.runCode(LOADED)).text).toBe("[True, True, True]");
  const names = await sandbox.runCode("[n for n in dir() if not n.startswith('_')]");
  expect(names.executionCount).toBe(2);
  expect(names.text).toBe("['In', 'Out', 'connect', 'exit', 'get_ipython', 'open', 'quit', 'sys']");
  await sandbox.kill();
});

test("is its user's alone, with the user's own variables in kernel and commands", async () => {
  const [one, two] = await Promise.all(
    ["1", "2"].map((OWN) => Sandbox.create({ ...connection, envs: { OWN } })),
  );
  expect(one?.sandboxId).not.toBe(two?.sandboxId);
  for (const [sandbox, own] of [
    [one, "1"],
    [two, "2"],
  ] as const) {
    expect((await sandbox?.runCode("import os; os.environ['OWN']"))?.text).toBe(own);
    expect((await sandbox?.commands.run("echo $OWN"))?.stdout).toBe(`${own}\n`);
    await sandbox?.runCode(`mine = ${own}`);
  }
  expect((await one?.runCode("mine"))?.text).toBe("1");
  await Promise.all([one?.kill(), two?.kill()]);
});

test("is not handed out where other terms are asked for", async () => {
  const base = await Sandbox.create("base", connection);
  expect((await base.commands.run("ps ax | grep -c '[i]pykernel' || true")).stdout).toBe("0\n");
  await base.kill();
});
