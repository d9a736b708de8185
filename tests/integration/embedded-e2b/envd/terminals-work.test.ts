import { expect, test } from "@jest/globals";
import { envdServer } from "./envd-server.ts";

const { sandbox, ask } = await envdServer();

/** A terminal, and a wait for a text to come on its screen. */
async function terminal(options: { cwd?: string; envs?: Record<string, string> } = {}) {
  let screen = "";
  const waiting = new Set<() => void>();
  const handle = await sandbox.pty.create({
    cols: 80,
    rows: 24,
    ...options,
    onData(bytes) {
      screen += Buffer.from(bytes).toString("utf8");
      for (const look of waiting) look();
    },
  });
  const type = (text: string) => sandbox.pty.sendInput(handle.pid, Buffer.from(text));
  const shows = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!pattern.test(screen)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { handle, type, shows };
}

test("a terminal shows what is typed into it, has a size, and changes it", async () => {
  const { handle, type, shows } = await terminal({ cwd: "/tmp", envs: { MINE: "here" } });
  await type("stty size; echo at $PWD $MINE $TERM\n");
  await shows(/24 80\r\n.*at \/tmp here xterm-256color/s);
  await sandbox.pty.resize(handle.pid, { cols: 132, rows: 50 });
  await type("stty size\n");
  await shows(/50 132/);
  await type("exit 4\n");
  await expect(handle.wait()).rejects.toMatchObject({ exitCode: 4 });
});

test("Ctrl-C reaches the program in it, and the shell lives on", async () => {
  const { handle, type, shows } = await terminal();
  await type("sleep 1000; echo after-$?\n");
  await shows(/sleep 1000; echo/);
  await type("\u0003");
  await type("echo still-$((40 + 2))\n");
  await shows(/still-42/);
  expect(await sandbox.pty.kill(handle.pid)).toBe(true);
  await expect(handle.wait()).rejects.toMatchObject({ error: "signal: killed" });
});

test("is no place for what is for others", async () => {
  const { handle } = await terminal();
  await expect(sandbox.commands.sendStdin(handle.pid, "x")).rejects.toThrow("kind of input");
  await expect(sandbox.commands.closeStdin(handle.pid)).rejects.toThrow("Ctrl-D");
  const plain = await sandbox.commands.run("sleep 1000", { background: true });
  await expect(sandbox.pty.sendInput(plain.pid, Buffer.from("x"))).rejects.toThrow("kind of input");
  await expect(sandbox.pty.resize(plain.pid, { cols: 1, rows: 1 })).rejects.toThrow("no terminal");
  const body = JSON.stringify({ process: { pid: plain.pid }, pty: { size: { cols: 0, rows: 1 } } });
  const answer = await ask("/process.Process/Update", { method: "POST", body });
  expect(await answer.json()).toMatchObject({ code: "invalid_argument" });
});
