import { describe, expect, test } from "@jest/globals";
import { AnalystError } from "../../../tools/errors.ts";
import type { ToolContext } from "../../../tools/tool-context.ts";
import { runTool } from "../../../tools/tool-table.ts";
import { createMemoryStore } from "../../helpers/memory-store.ts";
import { createScriptedSandbox } from "../../helpers/scripted-sandbox.ts";
import { ann, bob } from "../../helpers/callers.ts";

function setUp(files: Readonly<Record<string, string>> = {}) {
  const sandbox = createScriptedSandbox([], files);
  const context: ToolContext = {
    sandbox,
    store: createMemoryStore(),
    caller: ann,
    threadId: "t1",
    cellId: "c1",
    cellTimeoutMs: 0,
    codePolicy: "standard",
    watchFiles: true,
  };
  const store = async (name: string, text: string, caller = ann) =>
    context.store.put(caller, { name, mime: "text/csv", threadId: "t1" }, Buffer.from(text));
  return {
    sandbox,
    context,
    store,
    run: async (name: string, args: object) => runTool(name, args, context),
  };
}

describe("list_files", () => {
  test("lists names and sizes, hidden ones left out", async () => {
    const { run } = setUp({ "b.csv": "12345", "a b.csv": "", ".hidden": "x" });
    const seen = await run("list_files", {});
    expect(seen).toMatchObject({ success: true, status: "ok" });
    expect(seen.stdout).toBe("/home/user: 2\na b.csv  (0 bytes)\nb.csv  (5 bytes)");
  });

  test("of a folder that is not there is a failure that says so", async () => {
    const { run } = setUp({ "a.csv": "" });
    for (const path of ["nope", "a.csv"]) {
      expect(await run("list_files", { path })).toMatchObject({
        success: false,
        status: "refused",
        error: { name: "file_not_found" },
      });
    }
  });

  test("shows the first of very many", async () => {
    const many = Array.from({ length: 500 }, (_, index) => [`f${index}.csv`, ""]);
    const seen = await setUp(Object.fromEntries(many)).run("list_files", {});
    expect(seen.stdout).toContain("/home/user: 500\n");
    expect(seen.stdout).toContain("(+300)");
  });
});

describe("download_file", () => {
  test("hands a file out as an artifact with its type", async () => {
    const { context, run } = setUp({ "out/报告 1.csv": "a,b\n" });
    const seen = await run("download_file", { path: "out/报告 1.csv" });
    const [file] = seen.artifacts;
    expect(file).toMatchObject({ name: "报告 1.csv", mime: "text/csv", size: 4, kind: "file" });
    expect(await new Response(await context.store.read(ann, file?.id ?? "")).text()).toBe("a,b\n");
  });

  test.each([
    ["nope.csv", "file_not_found"],
    ["out", "file_unusable"],
  ])("refuses %s: %s", async (path, name) => {
    const { run } = setUp({ "out/a.csv": "" });
    const seen = await run("download_file", { path });
    expect(seen).toMatchObject({ success: false, status: "refused", error: { name } });
    expect(seen.error?.words?.zh).toContain(path);
  });
});

describe("upload_file", () => {
  test("puts a stored file where it belongs, found by name or by id", async () => {
    const { sandbox, store, run } = setUp();
    const file = await store("数据.csv", "a\n1\n");
    expect((await run("upload_file", { file: "数据.csv" })).success).toBe(true);
    expect((await run("upload_file", { file: file.id, path: "in/x.csv" })).success).toBe(true);
    expect(sandbox.readText("数据.csv")).toBe("a\n1\n");
    expect(sandbox.readText("in/x.csv")).toBe("a\n1\n");
  });

  test("never overwrites other content, and accepts the same", async () => {
    const { sandbox, store, run } = setUp({ "a.csv": "mine" });
    await store("a.csv", "4321");
    expect(await run("upload_file", { file: "a.csv" })).toMatchObject({
      success: false,
      error: { name: "file_unusable" },
    });
    expect(sandbox.readText("a.csv")).toBe("mine");
    sandbox.writeText("a.csv", "4321");
    expect((await run("upload_file", { file: "a.csv" })).success).toBe(true);
  });

  test("of an unknown file, or of another owner's, names what there is", async () => {
    const { store, run } = setUp();
    await store("mine.csv", "1");
    const foreign = await store("theirs.csv", "2", bob);
    for (const file of ["nope.csv", "theirs.csv", foreign.id]) {
      const seen = await run("upload_file", { file });
      expect(seen).toMatchObject({ success: false, error: { name: "file_not_found" } });
      expect(seen.error?.value).toContain("mine.csv");
      expect(seen.error?.value).not.toContain("Stored files: theirs");
    }
  });
});

test("a lost sandbox is raised by every file tool", async () => {
  const lost = new AnalystError("sandbox_lost", { en: "gone", zh: "没了" });
  const { context, store } = setUp();
  await store("a.csv", "1");
  const files = { ...context.sandbox.files, stat: async () => Promise.reject(lost) };
  const broken = { ...context, sandbox: { ...context.sandbox, files } };
  for (const [name, args] of [
    ["list_files", {}],
    ["download_file", { path: "a.csv" }],
    ["upload_file", { file: "a.csv" }],
  ] as const) {
    await expect(runTool(name, args, broken)).rejects.toBe(lost);
  }
});
