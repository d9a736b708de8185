import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { AnalystError } from "../../../../tools/errors.ts";
import type { FileStore } from "../../../../tools/ports/file-store.ts";
import type { SandboxFiles } from "../../../../tools/ports/sandbox.ts";
import { createAnalyst, poolOf } from "../../../helpers/analyst.ts";
import { createMemoryStore } from "../../../helpers/memory-store.ts";
import { scriptedModel } from "../../../helpers/scripted-model.ts";
import {
  createScriptedSandbox,
  type SandboxStep,
  type ScriptedSandbox,
} from "../../../helpers/scripted-sandbox.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const code = (source: string) => ({
  name: "execute_code",
  args: { title: "Compute", code: source },
});

async function upload(name: string, text: string): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, text);
  return path;
}

/** A sandbox that notes which paths are written from outside; it has no profiler. */
function watched(
  steps: readonly SandboxStep[],
  change: (files: SandboxFiles) => Partial<SandboxFiles> = () => ({}),
) {
  const sandbox: ScriptedSandbox = createScriptedSandbox(steps);
  const written: string[] = [];
  const files: SandboxFiles = {
    ...sandbox.files,
    async write(path, body) {
      written.push(path);
      await sandbox.files.write(path, body);
    },
  };
  const runCell: ScriptedSandbox["runCell"] = async (source, options) =>
    source.includes("e2b_analyst.profile")
      ? { status: "ok", stdout: "", stderr: "", results: [], durationMs: 1 }
      : sandbox.runCell(source, options);
  return { ...sandbox, runCell, files: { ...files, ...change(files) }, written };
}

const promptOf = (messages: readonly { text: string }[]) =>
  messages.map(({ text }) => text).join("\n");

describe("files come into the sandbox", () => {
  test("under their clean names, once, though they are given again", async () => {
    const path = await upload("sales.csv", "a\n1\n");
    const sandbox = watched([]);
    const model = scriptedModel({ text: "One." }, { text: "Two." }, { text: "Three." });
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    await ask("Look", { files: [path] });
    await ask("Again", { files: [path] });
    await ask("And without it");
    model.assertDone();
    sandbox.assertDone();
    expect(sandbox.written).toEqual(["/home/user/sales.csv"]);
  });

  test("an equal file that is there already is not sent, and other content is not overwritten", async () => {
    const files = [await upload("a.csv", "same"), await upload("b.csv", "given")];
    const sandbox = watched([]);
    sandbox.writeText("a.csv", "same");
    sandbox.writeText("b.csv", "made by code");
    const model = scriptedModel({
      text: "Done.",
      expect: (messages) => {
        expect(promptOf(messages)).toContain("the user's b.csv as it was given");
      },
    });
    await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Look", { files });
    model.assertDone();
    expect(sandbox.written).toEqual(["/home/user/b-2.csv"]);
    expect(sandbox.readText("b.csv")).toBe("made by code");
    expect(sandbox.readText("b-2.csv")).toBe("given");
  });

  test("a file that the code has changed stays, and the given one comes beside it, once", async () => {
    const path = await upload("sales.csv", "a\n1\n");
    const sandbox = watched([{ cell: "clean", writes: { "sales.csv": "a\n2\n" } }]);
    const model = scriptedModel(
      { calls: [code("clean()")] },
      { text: "Cleaned." },
      { text: "Not given again: nothing is looked at." },
      { text: "Given again." },
      { text: "And once more." },
    );
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    await ask("Clean it", { files: [path] });
    await ask("And now?");
    expect(sandbox.written).toEqual(["/home/user/sales.csv"]);
    await ask("Here it is again", { files: [path] });
    await ask("And again", { files: [path] });
    model.assertDone();
    sandbox.assertDone();
    expect(sandbox.written).toEqual(["/home/user/sales.csv", "/home/user/sales-2.csv"]);
    expect(sandbox.readText("sales.csv")).toBe("a\n2\n");
    expect(sandbox.readText("sales-2.csv")).toBe("a\n1\n");
  });

  test("a file that the code removed comes back when it is given again", async () => {
    const path = await upload("sales.csv", "a\n1\n");
    const sandbox = watched([]);
    const model = scriptedModel({ text: "One." }, { text: "Two." });
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    await ask("Look", { files: [path] });
    await sandbox.files.remove("sales.csv");
    await ask("Again", { files: [path] });
    expect(sandbox.readText("sales.csv")).toBe("a\n1\n");
  });

  test("equal content of two names stands there once, and the model knows both names", async () => {
    const files = [await upload("a.csv", "same"), await upload("b.csv", "same")];
    const sandbox = watched([]);
    const model = scriptedModel({
      text: "Done.",
      expect: (messages) => expect(promptOf(messages)).toContain("also given as b.csv"),
    });
    await createAnalyst({ model, sandboxes: poolOf(sandbox) }).ask("Compare", { files });
    model.assertDone();
    expect(sandbox.written).toEqual(["/home/user/a.csv"]);
  });

  test("one that cannot be brought is told to model and user, the others are there, and it is tried again", async () => {
    const files = [await upload("good.csv", "1"), await upload("bad.csv", "22")];
    let isFull = true;
    const full = new AnalystError("sandbox_disk_full", { en: "disk is full", zh: "磁盘已满" });
    const sandbox = watched([], (disk) => ({
      async write(path, body) {
        if (isFull && path.endsWith("bad.csv")) throw full;
        await disk.write(path, body);
      },
    }));
    const model = scriptedModel(
      {
        text: "Only one.",
        expect: (messages) =>
          expect(promptOf(messages)).toContain("bad.csv is not in the sandbox: disk is full"),
      },
      {
        text: "Both.",
        expect: (messages) => expect(promptOf(messages)).not.toContain("not in the sandbox"),
      },
    );
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox) });
    const { of, finished } = await ask("看看", { files });
    const sentence = "文件 bad.csv 未能放入沙箱：磁盘已满";
    expect(of("caveat")).toEqual([
      { type: "caveat", kind: "file_not_brought", text: sentence, cellId: "" },
    ]);
    expect(finished).toMatchObject({ stopReason: "completed", caveats: [sentence] });
    expect(finished.error).toBeUndefined();
    isFull = false;
    expect((await ask("Again")).finished.caveats).toEqual([]);
    model.assertDone();
    sandbox.assertDone();
    expect(sandbox.written).toEqual(["/home/user/good.csv", "/home/user/bad.csv"]);
  });

  test("one that breaks off on the way leaves no half of it in the sandbox", async () => {
    const store = createMemoryStore();
    const torn = new AnalystError("store_unavailable", { en: "torn", zh: "中断" });
    const broken: FileStore = {
      ...store,
      read: async () =>
        new ReadableStream({
          pull(controller) {
            controller.enqueue(new TextEncoder().encode("half"));
            controller.error(torn);
          },
        }),
    };
    const sandbox = watched([], (disk) => ({
      async write(path, body) {
        await disk.write(path, "half");
        await new Response(body as ReadableStream).arrayBuffer();
      },
    }));
    const model = scriptedModel({ text: "Not there." });
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox), files: broken });
    const { finished } = await ask("Look", { files: [await upload("a.csv", "whole")] });
    expect(finished.caveats).toEqual([
      "The file a.csv could not be brought into the sandbox: torn",
    ]);
    expect(sandbox.readText("a.csv")).toBeUndefined();
  });

  test("all files of the thread are back in a sandbox that replaces a lost one", async () => {
    const [one, two] = [await upload("a.csv", "1"), await upload("b.csv", "22")];
    const first = watched([]);
    const second = watched([]);
    const sandboxes = poolOf(first, second);
    const model = scriptedModel({ text: "One." }, { text: "Two." }, { text: "Three." });
    const { ask } = createAnalyst({ model, sandboxes });
    await ask("Look", { files: [one] });
    await ask("And this", { files: [two] });
    sandboxes.forget("t");
    await ask("Go on");
    model.assertDone();
    expect(second.written.toSorted()).toEqual(["/home/user/a.csv", "/home/user/b.csv"]);
  });
});

describe("files that the code wrote", () => {
  test("are handed out though one of them cannot be kept, which is told", async () => {
    const store = createMemoryStore();
    const refusing: FileStore = {
      ...store,
      async put(caller, file, body) {
        if (file.name !== "big.csv") return store.put(caller, file, body);
        throw new AnalystError("limit_reached", { en: "the limit is 1 MB", zh: "上限 1 MB" });
      },
    };
    const sandbox = createScriptedSandbox([
      { cell: "to_csv", writes: { "big.csv": "1", "small.csv": "2" } },
    ]);
    const model = scriptedModel({ calls: [code("df.to_csv('big.csv')")] }, { text: "Written." });
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox), files: refusing });
    const { finished } = await ask("Export");
    expect(finished.artifacts.map(({ name }) => name)).toEqual(["small.csv"]);
    expect(finished.caveats).toEqual([
      "The file big.csv could not be handed out: the limit is 1 MB",
    ]);
  });

  test("leave no second record of a picture that the user has already", async () => {
    const store = createMemoryStore();
    const bytes = Buffer.from("a picture");
    const sandbox = createScriptedSandbox([
      {
        cell: "savefig",
        writes: { "plot.png": "a picture" },
        results: [{ images: [{ mime: "image/png", bytes }] }],
      },
    ]);
    const model = scriptedModel({ calls: [code("plt.savefig('plot.png')")] }, { text: "See it." });
    const { ask } = createAnalyst({ model, sandboxes: poolOf(sandbox), files: store });
    const { finished } = await ask("Plot");
    expect(finished.artifacts).toHaveLength(1);
    const kept = await store.list({ userId: "ada", isAdmin: false, groups: [] }, "t");
    expect(kept.map(({ id }) => id)).toEqual(finished.artifacts.map(({ id }) => id));
  });
});
