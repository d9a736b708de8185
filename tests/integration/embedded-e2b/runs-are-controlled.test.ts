import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { execute, linesOf, type Line } from "./raw-execute.ts";
import { runningServer, Sandbox } from "./running-server.ts";

const { connection } = await runningServer({
  keepaliveMs: 100,
  timing: { signalAfterMs: 1500, killAfterMs: 1500 },
});
const sandbox = await Sandbox.create({ ...connection, timeoutMs: 600_000 });

/** The SDK leaves its timer behind when a run is refused, and that keeps a process alive. */
const requestTimeoutMs = 500;

/** A cell that waits for a file, so that a test decides when it ends. */
const waitFor = (name: string) =>
  `import os, time\nwhile not os.path.exists('${name}'): time.sleep(0.005)\n`;

async function nextOf(lines: AsyncIterator<Line>, type: string): Promise<Line> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`no ${type} came`);
    if (value.type === type) return value;
  }
}

describe("a run that takes longer than its client waits", () => {
  test("is interrupted, and keeps its variables", async () => {
    await sandbox.runCode("kept = 41");
    const late = sandbox.runCode("kept += 1\nwhile True: pass", { timeoutMs: 200 });
    await expect(late).rejects.toThrow(/timed out|aborted/);
    expect((await sandbox.runCode("kept")).text).toBe("42");
  });

  test("can be followed at once by another, always", async () => {
    for (const wait of [1, 2, 3, 5, 8, 10, 13, 20, 30, 50, 80, 1, 2, 4, 6, 9, 12, 16, 25, 40]) {
      const late = sandbox.runCode("while True: pass", { timeoutMs: wait }).catch(() => "late");
      expect(await late).toBe("late");
      expect((await sandbox.runCode(`${wait}`)).text).toBe(String(wait));
    }
  });

  test("is interrupted also within a sleep and a subprocess", async () => {
    for (const code of ["import time; time.sleep(60)", "!sleep 60"]) {
      await expect(sandbox.runCode(code, { timeoutMs: 300 })).rejects.toThrow(/timed out|aborted/);
      expect((await sandbox.runCode("'free'")).text).toBe("free");
    }
  });

  test("that cannot be interrupted costs its kernel, and the next run is told", async () => {
    const deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass";
    await expect(sandbox.runCode(deaf, { timeoutMs: 200 })).rejects.toThrow(/timed out|aborted/);
    const told = await sandbox.runCode("1");
    expect(told.error).toMatchObject({
      name: "ContextRestarting",
      value: expect.stringMatching(/could not be interrupted.*variables are lost/),
    });
    expect((await sandbox.runCode("'kept' in dir()")).text).toBe("False");
  });
});

describe("runs on one context", () => {
  test("wait for each other, and the waiting one hears that it is not forgotten", async () => {
    const first = sandbox.runCode(`${waitFor("first")}1`, { timeoutMs: 0 });
    const response = await execute(connection, sandbox, { code: "'second'" });
    const lines = linesOf(response);
    await nextOf(lines, "keepalive");
    await nextOf(lines, "keepalive");
    const helper = await sandbox.createCodeContext();
    await sandbox.runCode("open('first', 'w').close()", { context: helper });
    expect((await first).text).toBe("1");
    expect(await nextOf(lines, "result")).toMatchObject({ text: "second" });
    await nextOf(lines, "end_of_execution");
    await sandbox.removeCodeContext(helper);
  });

  test("are not interrupted by one that leaves the queue", async () => {
    const running = sandbox.runCode(`${waitFor("left")}'whole'`, { timeoutMs: 0 });
    const queued = sandbox.runCode("never = 1", { timeoutMs: 200 });
    await expect(queued).rejects.toThrow(/timed out|aborted/);
    const helper = await sandbox.createCodeContext();
    await sandbox.runCode("open('left', 'w').close()", { context: helper });
    expect((await running).text).toBe("whole");
    expect((await sandbox.runCode("'never' in dir()")).text).toBe("False");
    await sandbox.removeCodeContext(helper);
  });
});

describe("two contexts", () => {
  test("have their own variables and run side by side", async () => {
    const other = await sandbox.createCodeContext();
    await sandbox.runCode("mine = 1");
    const waiting = sandbox.runCode(`${waitFor("side")}'done'`, { timeoutMs: 0 });
    const { text } = await sandbox.runCode("open('side', 'w').close(); 'mine' in dir()", {
      context: other,
    });
    expect(text).toBe("False");
    expect((await waiting).text).toBe("done");
    await sandbox.removeCodeContext(other);
  });
});

describe("variables of the environment", () => {
  test("of a run hold for it alone, whatever is in them", async () => {
    const value = "it's \"quoted\" \\ \n {x} 数据 '''";
    const code = "import os\nprint(os.environ.get('RUN_VALUE'), end='')";
    const inside = await sandbox.runCode(code, { envs: { RUN_VALUE: value } });
    expect(inside.logs.stdout.join("")).toBe(value);
    const after = await sandbox.runCode(code);
    expect(after.logs.stdout.join("")).toBe("None");
  });

  test("of a sandbox hold for every context and survive a restart", async () => {
    const own = await Sandbox.create({ ...connection, envs: { OWN: "a'b" } });
    const code = "import os\nos.environ['OWN']";
    expect((await own.runCode(code)).text).toBe('"a\'b"'.slice(1, -1));
    expect((await own.runCode(code, { envs: { OWN: "other" } })).text).toBe("other");
    expect((await own.runCode(code)).text).toBe("a'b");
    const [context] = await own.listCodeContexts();
    await own.restartCodeContext(String(context?.id));
    expect((await own.runCode(code)).text).toBe("a'b");
    await own.kill();
  });

  test("with a name that cannot be are refused", async () => {
    const response = await execute(connection, sandbox, { code: "1", env_vars: { "A=B": "1" } });
    expect(response.status).toBe(422);
    await response.body?.cancel();
  });
});

describe("a silent run", () => {
  test("outlives the patience of an HTTP client", async () => {
    // The client gives up after 1 s of silence here, after 300 s in real life.
    const script = `
      import { Agent, fetch } from "undici";
      const [url, headers, body] = process.argv.slice(1);
      const dispatcher = new Agent({ bodyTimeout: 1000 });
      const response = await fetch(url + "/execute", { method: "POST", headers: JSON.parse(headers), body, dispatcher });
      console.log((await response.text()).includes("still here"));`;
    const { interpreterHeaders } = await import("./raw-execute.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--input-type=module",
      "-e",
      script,
      connection.sandboxUrl,
      JSON.stringify(interpreterHeaders(sandbox)),
      JSON.stringify({ code: "import time; time.sleep(3); 'still here'" }),
    ]);
    expect(stdout).toBe("true\n");
  });
});

describe("a request that is wrong", () => {
  test.each([
    [{}, 422],
    [{ code: 1 }, 422],
    [{ code: "1", language: "python", context_id: "x" }, 400],
    [{ code: "1", context_id: "no-such" }, 404],
    [{ code: "1", language: "javascript" }, 404],
    [{ code: "1", language: "cobol" }, 404],
  ])("%j is answered with %i", async (body, status) => {
    const response = await execute(connection, sandbox, body);
    expect(response.status).toBe(status);
    await response.body?.cancel();
  });

  test("a language without a kernel is named in the SDK's error", async () => {
    await expect(
      sandbox.runCode("1", { language: "javascript", requestTimeoutMs }),
    ).rejects.toThrow(/No kernel for the language "javascript"/);
    await expect(sandbox.createCodeContext({ language: "r" })).rejects.toThrow(/"r"/);
  });

  test("a folder that does not exist is named too", async () => {
    await expect(sandbox.createCodeContext({ cwd: "/no/such" })).rejects.toThrow(/\/no\/such/);
    expect(await sandbox.listCodeContexts()).toHaveLength(2);
  });

  test("a cell of 3 MB is legal", async () => {
    const { text } = await sandbox.runCode(`len('''${"x".repeat(3_000_000)}''')`);
    expect(text).toBe("3000000");
  });
});

describe("contexts", () => {
  test("are listed with both defaults first", async () => {
    const cwd = "/home/user";
    const listed = await sandbox.listCodeContexts();
    expect(listed.map(({ language }) => language)).toEqual(["python", "javascript"]);
    expect(listed[0]?.cwd).toBe(cwd);
  });

  test("work in their folder", async () => {
    await sandbox.runCode("import os; os.makedirs('sub', exist_ok=True)");
    const context = await sandbox.createCodeContext({ cwd: "/home/user/sub" });
    expect(context).toMatchObject({ language: "python", cwd: "/home/user/sub" });
    expect((await sandbox.runCode("import os; os.getcwd()", { context })).text).toBe(
      "/home/user/sub",
    );
    await sandbox.removeCodeContext(context);
    await expect(sandbox.runCode("1", { context, requestTimeoutMs })).rejects.toThrow(/not found/);
  });

  test("that are restarted while they run tell so, and begin anew", async () => {
    const context = await sandbox.createCodeContext();
    await sandbox.runCode("x = 1", { context });
    const response = await execute(connection, sandbox, {
      code: "print('begun')\nimport time; time.sleep(60)",
      context_id: context.id,
    });
    const lines = linesOf(response);
    await nextOf(lines, "stdout");
    const waiting = sandbox.runCode("'x' in dir()", { context });
    await sandbox.restartCodeContext(context);
    expect(await nextOf(lines, "error")).toMatchObject({ name: "ContextRestarting" });
    await nextOf(lines, "end_of_execution");
    expect((await waiting).text).toBe("False");
    await sandbox.removeCodeContext(context);
  });

  test("that are removed while they run tell so", async () => {
    const context = await sandbox.createCodeContext();
    const response = await execute(connection, sandbox, {
      code: "print('begun')\nimport time; time.sleep(60)",
      context_id: context.id,
    });
    const lines = linesOf(response);
    await nextOf(lines, "stdout");
    await sandbox.removeCodeContext(context);
    expect(await nextOf(lines, "error")).toMatchObject({ value: "Context was removed." });
    await nextOf(lines, "end_of_execution");
  });
});
