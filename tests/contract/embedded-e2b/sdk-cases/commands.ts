import { expect } from "@jest/globals";
import type { CommandHandle } from "@e2b/code-interpreter";
import { bytes, seen, type Case, type Subject } from "./case.ts";

/** Commands and terminals. */
export function commandCases({ sandbox }: Subject): Case[] {
  const withSleep = async (run: (handle: CommandHandle) => Promise<unknown>, stdin = false) => {
    const command = stdin ? "cat" : "sleep 60";
    const handle = await sandbox.commands.run(command, { background: true, stdin, timeoutMs: 0 });
    try {
      return await run(handle);
    } finally {
      await handle.kill();
    }
  };
  return [
    {
      name: "commands.run",
      call: async () => (await sandbox.commands.run("echo $OWN")).stdout,
      gives: "own\n",
    },
    {
      name: "commands.run as root",
      call: async () =>
        (await sandbox.commands.run("echo x", { user: "root", cwd: "/tmp", envs: { B: "1" } }))
          .stdout,
      gives: "x\n",
    },
    { name: "commands.run that fails", call: () => sandbox.commands.run("exit 3") },
    {
      name: "commands.start",
      call: () => withSleep(async ({ pid }) => pid),
      gives: expect.any(Number),
    },
    {
      name: "commands.list",
      call: () => withSleep(() => sandbox.commands.list()),
      gives: expect.arrayContaining([expect.objectContaining({ cmd: "/bin/bash" })]),
    },
    {
      name: "commands.connect",
      call: () =>
        withSleep(async ({ pid }) => {
          const handle = await sandbox.commands.connect(pid);
          await handle.disconnect();
          return handle.pid === pid;
        }),
      gives: true,
    },
    {
      name: "commands.sendStdin",
      call: () =>
        seen(async (see) => {
          const handle = await sandbox.commands.run("cat", {
            background: true,
            stdin: true,
            timeoutMs: 0,
            onStdout: see,
          });
          await sandbox.commands.sendStdin(handle.pid, "typed\n");
        }),
      gives: "typed\n",
    },
    {
      name: "commands.closeStdin",
      call: async () => {
        const handle = await sandbox.commands.run("cat", {
          background: true,
          stdin: true,
          timeoutMs: 0,
        });
        await sandbox.commands.closeStdin(handle.pid);
        return (await handle.wait()).exitCode;
      },
      gives: 0,
    },
    {
      name: "commands.kill",
      call: async () => [
        await withSleep(({ pid }) => sandbox.commands.kill(pid)),
        await sandbox.commands.kill(99_999),
      ],
      gives: [true, false],
    },
    {
      name: "pty.create",
      call: () =>
        seen((see) => sandbox.pty.create({ cols: 80, rows: 24, timeoutMs: 0, onData: see })),
      gives: expect.any(Uint8Array),
    },
    ...["sendInput", "resize", "kill", "connect"].map((method) => ({
      name: `pty.${method}`,
      call: async () => {
        const { pid } = await sandbox.pty.create({
          cols: 80,
          rows: 24,
          timeoutMs: 0,
          onData: () => undefined,
        });
        if (method === "sendInput") await sandbox.pty.sendInput(pid, bytes("true\n"));
        if (method === "resize") await sandbox.pty.resize(pid, { cols: 100, rows: 30 });
        if (method === "connect")
          await (await sandbox.pty.connect(pid, { onData: () => undefined })).disconnect();
        return sandbox.pty.kill(pid);
      },
      gives: true,
    })),
  ];
}
