import { describe, expect, test } from "@jest/globals";
import { executeCode, ExecuteCodeArgs } from "../../../tools/execute-code.ts";
import type { FileStore } from "../../../tools/ports/file-store.ts";
import type { CellImage } from "../../../tools/ports/sandbox.ts";
import { AnalystError } from "../../../tools/errors.ts";
import type { ToolContext } from "../../../tools/tool-context.ts";
import { createMemoryStore } from "../../helpers/memory-store.ts";
import { createScriptedSandbox, type SandboxStep } from "../../helpers/scripted-sandbox.ts";
import { ann } from "../../helpers/callers.ts";

const png = (byte: number): CellImage => ({ mime: "image/png", bytes: new Uint8Array([byte]) });

function setUp(steps: readonly SandboxStep[], extra: Partial<ToolContext> = {}) {
  const sandbox = createScriptedSandbox(steps);
  const context: ToolContext = {
    sandbox,
    store: createMemoryStore(),
    caller: ann,
    threadId: "t1",
    cellId: "c3",
    cellTimeoutMs: 1_000,
    codePolicy: "standard",
    watchFiles: true,
    ...extra,
  };
  const run = async (args: unknown) => executeCode(ExecuteCodeArgs.parse(args), context);
  return { sandbox, context, run };
}

const textOf = async (store: FileStore, id: string) =>
  new Response(await store.read(ann, id)).text();

test("a cell that works, with warnings, is a success with the kernel's text", async () => {
  const { sandbox, run } = setUp([
    {
      cell: "print",
      stdout: " a\n  b\n",
      stderr: "Warning!",
      results: [{ text: "7" }],
      durationMs: 5,
    },
  ]);
  expect(await run({ code: "print()\n7" })).toEqual({
    success: true,
    status: "ok",
    error: undefined,
    stdout: " a\n  b\n",
    stderr: "Warning!",
    value: "7",
    artifacts: [],
    newFiles: [],
    notes: [],
    durationMs: 5,
  });
  sandbox.assertDone();
});

test("a cell that fails has the same shape", async () => {
  const error = { name: "KeyError", value: "'x'", traceback: "KeyError: 'x'" };
  const { run } = setUp([{ stdout: "before\n", error }]);
  expect(await run({ code: "df['x']" })).toMatchObject({
    success: false,
    status: "error",
    stdout: "before\n",
    error,
  });
});

test("a cell that died tells that variables are lost", async () => {
  const error = { name: "ContextRestarting", value: "", traceback: "" };
  const { run } = setUp([{ status: "kernel_died", error, outOfMemory: true, variablesLost: true }]);
  expect(await run({ code: "x" })).toMatchObject({
    success: false,
    status: "kernel_died",
    outOfMemory: true,
    variablesLost: true,
  });
});

describe("pictures", () => {
  test("are stored under readable names, equal ones once, and never as text", async () => {
    const chart = { type: "bar", title: "各城市/销售额" };
    const { context, run } = setUp([
      {
        results: [
          { text: "Text(0.5, 1.0, 'T')" },
          { isMain: false, images: [png(1)], chart, text: "<Figure>" },
          { isMain: false, images: [png(2)] },
          { isMain: false, images: [png(1)] },
        ],
      },
    ]);
    const { artifacts, value } = await run({ code: "plt.show()" });
    expect(artifacts.map(({ name, kind, mime }) => [name, kind, mime])).toEqual([
      ["各城市-销售额.png", "chart", "image/png"],
      ["c3-2.png", "chart", "image/png"],
    ]);
    expect(value).toBe("Text(0.5, 1.0, 'T')");
    expect(await context.store.list(ann, "t1")).toHaveLength(2);
  });

  test("are told as they are stored", async () => {
    const told: string[] = [];
    const on = { artifact: ({ name }: { name: string }) => void told.push(name) };
    const { run } = setUp([{ results: [{ images: [png(1)] }, { images: [png(2)] }] }], { on });
    await run({ code: "x" });
    expect(told).toEqual(["c3-1.png", "c3-2.png"]);
  });

  test("that cannot be stored are a note, and the cell stays a success", async () => {
    const full = new AnalystError("state_unusable", { en: "disk full", zh: "磁盘已满" });
    const store = { ...createMemoryStore(), put: async () => Promise.reject(full) };
    const { run } = setUp([{ stdout: "12\n", results: [{ images: [png(1)] }] }], { store });
    const seen = await run({ code: "x" });
    expect(seen).toMatchObject({ success: true, stdout: "12\n", artifacts: [] });
    expect(seen.notes[0]?.en).toContain("disk full");
    expect(seen.notes[0]?.zh).toContain("磁盘已满");
  });
});

describe("long output", () => {
  test("is bounded, and all of it is a file", async () => {
    const stdout = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join("");
    const { context, run } = setUp([{ stdout }]);
    const seen = await run({ code: "x" });
    const [output] = seen.artifacts;
    expect(output).toMatchObject({ name: "c3-output.txt", kind: "output", mime: "text/plain" });
    expect(await textOf(context.store, output?.id ?? "")).toBe(stdout);
    expect(seen.stdout.length).toBeLessThan(40_000);
    expect(seen.stdout).toContain("line 0\n");
    expect(seen.stdout).toContain("line 19999\n");
  });

  test("of a failure holds the traceback too", async () => {
    const traceback = `${"frame\n".repeat(2_000)}E: v`;
    const { context, run } = setUp([
      { stdout: "out\n", error: { name: "E", value: "v", traceback } },
    ]);
    const [output] = (await run({ code: "x" })).artifacts;
    const text = await textOf(context.store, output?.id ?? "");
    expect(text).toContain("=== stdout\nout\n");
    expect(text).toContain("=== traceback\nframe\n");
  });

  test("that fits makes no file", async () => {
    const { run } = setUp([{ stdout: "x".repeat(7_000) }]);
    expect((await run({ code: "x" })).artifacts).toEqual([]);
  });
});

test("very much output is not told live to its end", async () => {
  const told: string[] = [];
  const on = { stdout: (text: string) => void told.push(text) };
  const { run } = setUp([{ stdout: "x".repeat(3_000_000) }, { stdout: "y" }], { on });
  const seen = await run({ code: ["one", "two"] });
  expect(told.join("").length).toBeLessThan(1_100_000);
  expect(told.at(-1)).toContain("[…]");
  expect(seen.stdout.endsWith("y")).toBe(true);
});

test("files that the code made or changed are named, hidden ones are not", async () => {
  const sandbox = createScriptedSandbox(
    [{ writes: { "out/new.csv": "1", "old.csv": "changed", ".cache/x": "1", "same.csv": "same" } }],
    { "old.csv": "before", "same.csv": "same" },
  );
  const { run } = setUp([], { sandbox });
  expect((await run({ code: "x" })).newFiles).toEqual(["old.csv", "out/new.csv"]);
});

describe("code that is not allowed", () => {
  test("does not run, and the allowed way is named in both languages", async () => {
    const { sandbox, run } = setUp([]);
    const seen = await run({ code: "x = 1\n!pip install xgboost" });
    expect(seen).toMatchObject({ success: false, status: "blocked" });
    expect(seen.error?.words?.en).toContain("line 2: !pip install xgboost");
    expect(seen.error?.words?.en).toContain("%pip install");
    expect(seen.error?.words?.zh).toContain("第 2 行");
    sandbox.assertDone();
  });

  test("runs when the policy is off", async () => {
    const { sandbox, run } = setUp([{ cell: "!ls" }], { codePolicy: "off" });
    expect((await run({ code: "!ls" })).success).toBe(true);
    sandbox.assertDone();
  });
});

describe("blocks", () => {
  const failing = { error: { name: "E", value: "v", traceback: "E: v" } };

  test("run in order and stop at the first failure", async () => {
    const { sandbox, run } = setUp([
      { cell: "one", stdout: "1\n" },
      { cell: "two", stdout: "2\n", ...failing },
    ]);
    const seen = await run({ code: ["one", "two", "three"] });
    expect(seen).toMatchObject({ success: false, stdout: "1\n2\n" });
    expect(seen.notes[0]?.en).toBe("Block 2 of 3 failed; the 1 after it did not run.");
    sandbox.assertDone();
  });

  test("go on after a failure when asked to", async () => {
    const { sandbox, run } = setUp([
      { cell: "one", ...failing },
      { cell: "two", stdout: "2\n" },
    ]);
    const seen = await run({ code: ["one", "two"], on_error: "continue" });
    expect(seen).toMatchObject({ success: false, stdout: "2\n", error: { name: "E" } });
    expect(seen.notes[0]?.en).toBe("Block 1 of 2 failed.");
    sandbox.assertDone();
  });

  test.each(["timeout", "cancelled", "kernel_died"] as const)(
    "never go on after %s",
    async (status) => {
      const { sandbox, run } = setUp([{ ...failing, status }]);
      const seen = await run({ code: ["one", "two"], on_error: "continue" });
      expect(seen.status).toBe(status);
      sandbox.assertDone();
    },
  );
});

test("a lost sandbox is raised, not observed", async () => {
  const lost = new AnalystError("sandbox_lost", { en: "gone", zh: "没了" });
  const { run } = setUp([{ raises: lost }]);
  await expect(run({ code: "x" })).rejects.toBe(lost);
});

test("a cancelled cell is observed", async () => {
  const controller = new AbortController();
  const { run } = setUp([{ hangs: true, onStart: () => controller.abort() }], {
    signal: controller.signal,
  });
  expect(await run({ code: "x" })).toMatchObject({ success: false, status: "cancelled" });
});
