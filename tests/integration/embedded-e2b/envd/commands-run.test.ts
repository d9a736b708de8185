import { describe, expect, test } from "@jest/globals";
import { CommandExitError, InvalidArgumentError, TimeoutError } from "@e2b/code-interpreter";
import { envdServer } from "./envd-server.ts";

const { sandbox, box } = await envdServer();
const { commands } = sandbox;

describe("a command", () => {
  test("tells what it prints and how it ends", async () => {
    const told: string[] = [];
    const { stdout, stderr, exitCode } = await commands.run("echo grüße; echo trouble >&2", {
      onStdout: (text) => void told.push(text),
    });
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: "grüße\n",
      stderr: "trouble\n",
      exitCode: 0,
    });
    expect(told.join("")).toBe("grüße\n");
  });

  test("that fails raises the SDK's error with what it printed", async () => {
    const failing = commands.run("echo before; exit 3");
    await expect(failing).rejects.toThrow(CommandExitError);
    await expect(failing).rejects.toMatchObject({
      exitCode: 3,
      stdout: "before\n",
      error: "exit status 3",
    });
  });

  test.each([
    ["kill -9 $$", -1, "signal: killed"],
    ["kill -TERM $$", -1, "signal: terminated"],
    ["kill -SEGV $$", -1, "signal: segmentation fault"],
    ["exec /no/such/program", 127, "exit status 127"],
  ])("%j ends as Go would say it", async (command, exitCode, error) => {
    await expect(commands.run(command)).rejects.toMatchObject({ exitCode, error });
  });

  test("runs in the home, or where it is told to, with the variables it is given", async () => {
    expect((await commands.run("pwd; echo $HOME $USER $OF_SANDBOX $E2B_SANDBOX")).stdout).toBe(
      "/home/user\n/home/user user yes true\n",
    );
    const told = await commands.run("pwd; echo $OF_SANDBOX $OWN", {
      cwd: "/tmp",
      envs: { OF_SANDBOX: "replaced", OWN: "a 'quoted' = $x" },
    });
    expect(told.stdout).toBe("/tmp\nreplaced a 'quoted' = $x\n");
    await expect(commands.run("pwd", { cwd: "/nowhere" })).rejects.toThrow(
      "cwd '/nowhere' does not exist",
    );
    await expect(commands.run("pwd", { cwd: "/nowhere" })).rejects.toThrow(InvalidArgumentError);
  });

  test("has no input unless it asks for it", async () => {
    expect((await commands.run("cat; echo over")).stdout).toBe("over\n");
  });

  test("is one of the user's, whoever is named", async () => {
    expect((await commands.run("id -un; id -u", { user: "root" })).stdout).toBe("user\n1000\n");
    await expect(commands.run("true", { user: "nobody" })).rejects.toMatchObject({
      name: "AuthenticationError",
    });
  });

  test("prints ten megabytes in order to a client that is slow at first", async () => {
    const { stdout } = await commands.run("seq 1 1500000");
    expect(stdout.length).toBeGreaterThan(10 * 1024 * 1024);
    expect(stdout.endsWith("1499999\n1500000\n")).toBe(true);
  });
});

describe("a command in the background", () => {
  test("takes input, closes it, and is waited for", async () => {
    const cat = await commands.run("cat; echo closed", { background: true, stdin: true });
    await cat.sendStdin("one\n");
    await commands.sendStdin(cat.pid, "");
    await commands.sendStdin(cat.pid, "zwei ü\n");
    await commands.closeStdin(cat.pid);
    expect((await cat.wait()).stdout).toBe("one\nzwei ü\nclosed\n");
  });

  test("is listed with what it was started with, until it ends", async () => {
    const sleeper = await commands.run("sleep 1000", {
      background: true,
      envs: { A: "b" },
      cwd: "/tmp",
    });
    const mine = (await commands.list()).find(({ pid }) => pid === sleeper.pid);
    expect(mine).toMatchObject({
      cmd: "/bin/bash",
      args: ["-l", "-c", "sleep 1000"],
      envs: { A: "b" },
      cwd: "/tmp",
    });
    expect(await sleeper.kill()).toBe(true);
    await expect(sleeper.wait()).rejects.toMatchObject({ error: "signal: killed" });
    expect(await commands.kill(sleeper.pid)).toBe(false);
    expect((await commands.list()).map(({ pid }) => pid)).not.toContain(sleeper.pid);
  });

  test("goes on when its client goes, and tells the next one the rest and the end", async () => {
    const script = "read line; echo $line; read line; exit 7";
    const first = await commands.run(script, { background: true, stdin: true });
    await first.disconnect();
    const heard = Promise.withResolvers<string>();
    const second = await commands.connect(first.pid, { onStdout: heard.resolve });
    await second.sendStdin("go on\n");
    expect(await heard.promise).toBe("go on\n");
    await second.sendStdin("end\n");
    await expect(second.wait()).rejects.toMatchObject({ exitCode: 7, stdout: "go on\n" });
    // Late, but not too late.
    const third = await commands.connect(first.pid);
    await expect(third.wait()).rejects.toMatchObject({ exitCode: 7 });
    await expect(commands.connect(999_999)).rejects.toMatchObject({ name: "NotFoundError" });
  });

  test("ends at its time with all its children", async () => {
    const script = "sleep 1234 & sleep 1235 & echo $!; wait";
    await expect(commands.run(script, { timeoutMs: 500 })).rejects.toThrow(TimeoutError);
    const left = "until ! pgrep -f 'sleep 123[45]' >/dev/null; do sleep 0.05; done; echo gone";
    expect((await commands.run(left)).stdout).toBe("gone\n");
  });

  test("leaves to the children it leaves behind a place to write to", async () => {
    const script = "(read _ < /tmp/go; echo late; echo late >&2; touch /tmp/wrote) & echo first";
    await commands.run("rm -f /tmp/go /tmp/wrote; mkfifo /tmp/go");
    expect((await commands.run(script)).stdout).toBe("first\n");
    await commands.run("echo > /tmp/go; until [ -e /tmp/wrote ]; do sleep 0.02; done");
  });
});

test("a process that is ended by SIGTERM may do its last things", async () => {
  let stdout = "";
  const ready = Promise.withResolvers<void>();
  const script = "trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.02; done";
  const started = await box.agent.start(
    { command: "/bin/bash", args: ["-c", script] },
    {
      onStdout(chunk) {
        stdout += chunk.toString("utf8");
        if (stdout.includes("ready\n")) ready.resolve();
      },
    },
  );
  await ready.promise;
  await started.signal("SIGTERM");
  expect(await started.ended).toMatchObject({ exitCode: 5 });
  expect(stdout).toBe("ready\nbye\n");
});
