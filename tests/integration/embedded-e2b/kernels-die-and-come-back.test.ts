import { describe, expect, test } from "@jest/globals";
import { runningServer, Sandbox } from "./running-server.ts";

const MIB = 1024 * 1024;
const OUTPUT_BYTES = 8 * MIB;

const { connection } = await runningServer({ outputBytes: OUTPUT_BYTES });
const sandbox = await Sandbox.create({ ...connection, timeoutMs: 600_000 });

async function expectWorking(): Promise<void> {
  const { text, error } = await sandbox.runCode("6 * 7");
  expect(error).toBeUndefined();
  expect(text).toBe("42");
}

describe("code that ends its kernel", () => {
  test.each([
    ["exit()", /the code ended the kernel.*variables are lost/],
    ["quit()", /the code ended the kernel/],
    ["import os; os._exit(1)", /the kernel ended \(exit status 1\)/],
    [
      "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
      /the kernel ended \(signal: killed/,
    ],
    ["import ctypes; ctypes.string_at(0)", /the kernel ended \(signal:/],
  ])("%s is told so, and the next run works in an empty namespace", async (code, value) => {
    await sandbox.runCode("before = 1");
    const { error } = await sandbox.runCode(`print('so far')\n${code}`);
    expect(error).toMatchObject({
      name: "ContextRestarting",
      value: expect.stringMatching(value),
    });
    await expectWorking();
    expect((await sandbox.runCode("'before' in dir()")).text).toBe("False");
  });

  test("after its run is over is told in the next run, which is not executed", async () => {
    await sandbox.runCode(
      "import os, threading\nopen('told', 'w').close()\nthreading.Timer(0.2, lambda: os._exit(3)).start()",
    );
    // A run that is there when the kernel goes hears of it; else the first one after that.
    let { error } = await sandbox.runCode("import time; time.sleep(5)");
    expect(error).toMatchObject({
      name: "ContextRestarting",
      value: expect.stringMatching(/exit status 3/),
    });
    ({ error } = await sandbox.runCode("import os; os.remove('told')"));
    expect(error).toBeUndefined();
  });

  test("keeps its context and the order of those that wait", async () => {
    const [before] = await sandbox.listCodeContexts();
    const runs = await Promise.all([
      sandbox.runCode("import os, time; time.sleep(0.2); os._exit(1)"),
      sandbox.runCode("first = 1; first"),
      sandbox.runCode("first + 1"),
    ]);
    expect(runs[0].error?.name).toBe("ContextRestarting");
    expect(runs.slice(1).map(({ text }) => text)).toEqual(["1", "2"]);
    expect((await sandbox.listCodeContexts())[0]?.id).toBe(before?.id);
  });
});

describe("code without measure", () => {
  test.each([
    ["in one piece", "print('x' * 200_000_000)"],
    ["in lines", "for _ in range(300_000): print('y' * 99)"],
    ["as one value", "from IPython.display import HTML\nHTML('z' * 30_000_000)"],
    ["as an exception", "raise ValueError('w' * 50_000_000)"],
  ])("may print a lot %s: it is cut with a note", async (_how, code) => {
    const { logs, results, error } = await sandbox.runCode(code, { timeoutMs: 120_000 });
    const all = [...logs.stdout, ...logs.stderr, JSON.stringify(results), JSON.stringify(error)];
    expect(all.join("").length).toBeLessThan(OUTPUT_BYTES + MIB);
    expect(all.join("")).toMatch(/output cut|characters cut/);
    await expectWorking();
  });

  test("keeps the beginning of what it printed", async () => {
    const { logs } = await sandbox.runCode("print('head' + 'x' * 20_000_000)");
    const text = logs.stdout.join("");
    expect(text.startsWith("headxxx")).toBe(true);
    expect(text.length).toBeGreaterThan(OUTPUT_BYTES / 2);
  });

  test("may ask for more memory than there is", async () => {
    const { error } = await sandbox.runCode("x = bytearray(8 * 1024**3)");
    expect(error?.name).toMatch(/^(MemoryError|OutOfMemory)$/);
    await expectWorking();
  });

  test("that takes it where its own limit does not reach is told so", async () => {
    const { error } = await sandbox.runCode(
      "import mmap\nm = mmap.mmap(-1, 4 * 1024**3)\nfor _ in range(4096): m.write(b'x' * 1024**2)",
    );
    expect(error).toMatchObject({
      name: "OutOfMemory",
      value: expect.stringMatching(/out of memory.*variables are lost/),
    });
    await expectWorking();
  });

  const bomb = "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass";
  test.each([
    ["in its kernel", bomb],
    ["in a child", `import subprocess, sys\nsubprocess.run([sys.executable, '-c', '''${bomb}'''])`],
  ])("may fork without end %s", async (_where, code) => {
    await sandbox.runCode(code, { timeoutMs: 1500 }).catch(() => undefined);
    // Where the processes heard the interrupt the kernel is as it was; else it ended with them.
    const { error } = await sandbox.runCode("1");
    const names = [undefined, "ContextRestarting"];
    expect(names).toContain(error?.name);
    await expectWorking();
    expect((await sandbox.runCode("len(__import__('psutil').pids()) < 10")).text).toBe("True");
  });

  test("may show very many small things", async () => {
    const { results } = await sandbox.runCode("for i in range(5000): display(i)");
    expect(results.map(({ text }) => text)).toEqual(Array.from({ length: 5000 }, (_, i) => `${i}`));
  });
});
