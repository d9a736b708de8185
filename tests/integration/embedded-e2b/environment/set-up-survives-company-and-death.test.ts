import { mkdir, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ensureRecipe } from "../../../../src/embedded-e2b/environment/ensure-environment.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";
import { BuilderProcess } from "./builder-process.ts";
import { cacheWithInstaller, environmentsIn, ordinaryHost, smallRecipe } from "./small-recipe.ts";

let folder: string;
let cacheRoot: string;
const builders: BuilderProcess[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  cacheRoot = await cacheWithInstaller(folder);
});

afterEach(async () => {
  for (const builder of builders.splice(0)) await builder.kill();
});

const startBuilder = () => {
  const builder = new BuilderProcess(folder, cacheRoot);
  builders.push(builder);
  return builder;
};

const ensure = async (signal?: AbortSignal) =>
  ensureRecipe(ordinaryHost(), await smallRecipe(folder), {
    cacheRoot,
    progress: () => {},
    signal,
  });

const attempts = async () =>
  (await readFile(join(folder, "attempts"), "utf8")).split("\n").length - 1;

describe("two processes at once", () => {
  test("one builds, the other shows that it waits for it; both end with the same environment", async () => {
    const first = startBuilder();
    await first.says(/^gate$/);
    const second = startBuilder();
    await second.says(/waiting for another process.*gate/);
    await writeFile(join(folder, "go"), "");
    expect(await second.ends()).toBe(await first.ends());
    expect(await attempts()).toBe(1);
  });

  test("a builder that is killed leaves neither a lock nor a half environment behind", async () => {
    const first = startBuilder();
    await first.says(/^gate$/);
    const [half] = await environmentsIn(cacheRoot);
    await first.kill();
    await writeFile(join(folder, "go"), "");
    const second = startBuilder();
    const python = await second.ends();
    expect(python).not.toContain(half);
    expect(await environmentsIn(cacheRoot)).toHaveLength(2);
    expect(await attempts()).toBe(2);
  });
});

describe("a finished environment", () => {
  test("is found without running anything", async () => {
    const made = await ensure();
    expect(await ensure(AbortSignal.abort())).toEqual(made);
  });

  test.each<[string, (python: string) => Promise<void>]>([
    ["lost its interpreter", (python) => rm(python)],
    [
      "has a damaged marker",
      async () => truncate(join(cacheRoot, (await environmentsIn(cacheRoot)).at(-1)!), 5),
    ],
  ])("is made anew when it %s", async (_, damage) => {
    const { python } = await ensure();
    await damage(python);
    const { python: repaired } = await ensure();
    expect(repaired).not.toBe(python);
    expect(await attempts()).toBe(2);
    expect(await environmentsIn(cacheRoot)).toHaveLength(2);
  });

  test("takes a changed start-up package over without being made anew", async () => {
    const before = await ensure();
    await writeFile(join(folder, "startup", "hello.py"), "A = 2\n");
    const after = await ensure();
    expect(after.python).toBe(before.python);
    expect(after.startupPath).not.toBe(before.startupPath);
    expect(await readFile(join(after.startupPath, "hello.py"), "utf8")).toBe("A = 2\n");
    expect(await attempts()).toBe(1);
  });
});

test("a start-up package that is no Python is named, and leaves nothing half", async () => {
  await mkdir(join(folder, "startup"));
  await writeFile(join(folder, "startup", "hello.py"), "def\n");
  await expect(ensure()).rejects.toMatchObject({
    code: "sandbox_setup",
    message: expect.stringMatching(/could not be compiled:[^]*hello\.py[^]*SyntaxError/),
  });
  const [environment = ""] = await environmentsIn(cacheRoot);
  expect(await readdir(join(cacheRoot, environment))).toEqual(["venv"]);
});

test("a cancelled set-up says so, leaves nothing half, and can be taken up again", async () => {
  const controller = new AbortController();
  const cancelling = ensureRecipe(ordinaryHost(), await smallRecipe(folder), {
    cacheRoot,
    signal: controller.signal,
    progress: ({ message }) => {
      if (message === "Python packages") controller.abort();
    },
  });
  await expect(cancelling).rejects.toMatchObject({ code: "cancelled" });
  expect(await environmentsIn(cacheRoot)).toEqual([]);
  await expect(ensure()).resolves.toBeDefined();
});

test("a step that fails leaves nothing half", async () => {
  const recipe = await smallRecipe(folder, {
    name: { en: "fail", zh: "失败" },
    version: "1",
    run: async () => {
      throw new Error("by design");
    },
  });
  const failing = ensureRecipe(ordinaryHost(), recipe, { cacheRoot, progress: () => {} });
  await expect(failing).rejects.toThrow("by design");
  expect(await environmentsIn(cacheRoot)).toEqual([]);
});
