import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { makeCgroup } from "../../../../src/embedded-e2b/box/limits/cgroup.ts";
import { testFolder } from "./test-box.ts";

const root = await testFolder();
const LIMITS = { memoryMb: 100, tasks: 40 };
const MIB = 1024 * 1024;

/** A folder that looks like a group; the kernel's files in its children are made by the test. */
async function group(name: string, controllers: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "cgroup.subtree_control"), controllers);
  return folder;
}

const children = async (folder: string) =>
  (await readdir(folder, { withFileTypes: true })).filter((one) => one.isDirectory());

test("version 2: one folder with every bound, in the first group that has controllers", async () => {
  const own = await group("scope", "");
  const parent = await group("slice", "cpu memory pids\n");
  // The own group has processes, so the kernel gives its children no controllers.
  const cgroup = await makeCgroup("b1", LIMITS, [{ version: 2, folders: [own, parent] }]);
  expect(await children(own)).toEqual([]);
  const [child] = await children(parent);
  const folder = join(parent, child!.name);
  const value = async (name: string) => readFile(join(folder, name), "utf8");
  expect(child?.name).toBe(`e2b-analyst-${process.pid}-b1`);
  expect(Number(await value("memory.max"))).toBeGreaterThanOrEqual(100 * MIB);
  expect(Number(await value("memory.max"))).toBeLessThan(150 * MIB);
  expect(await value("pids.max")).toBe("40");
  expect(await value("memory.swap.max")).toBe("0");
  await cgroup!.add([123]);
  expect(await value("cgroup.procs")).toBe("123");
  expect(cgroup!.pids()).toEqual([123]);
  await writeFile(join(folder, "memory.events"), "low 0\nhigh 0\nmax 9\noom 2\noom_kill 3\n");
  expect(cgroup!.outOfMemoryKills()).toBe(3);
  await cgroup!.setFrozen!(true);
  expect(await value("cgroup.freeze")).toBe("1");
  await rm(folder, { recursive: true });
  await cgroup!.remove();
  expect(cgroup!.outOfMemoryKills()).toBe(3);
});

test("version 1: a folder for each controller", async () => {
  const folders = {
    memory: await group("v1/memory", ""),
    pids: await group("v1/pids", ""),
    freezer: await group("v1/freezer", ""),
  };
  const cgroup = await makeCgroup("b2", LIMITS, [{ version: 1, folders }]);
  const name = `e2b-analyst-${process.pid}-b2`;
  expect(await readFile(join(folders.pids, name, "pids.max"), "utf8")).toBe("40");
  await writeFile(join(folders.memory, name, "memory.oom_control"), "under_oom 0\noom_kill 1\n");
  expect(cgroup!.outOfMemoryKills()).toBe(1);
  await cgroup!.setFrozen!(false);
  expect(await readFile(join(folders.freezer, name, "freezer.state"), "utf8")).toBe("THAWED");
  await cgroup!.add([7]);
  for (const folder of Object.values(folders))
    expect(await readFile(join(folder, name, "cgroup.procs"), "utf8")).toBe("7");
});

test("where no group can be made there is none, and what a dead server left is removed", async () => {
  const folder = await group("old", "memory pids");
  await mkdir(join(folder, "e2b-analyst-999999999-left"));
  await mkdir(join(folder, `e2b-analyst-${process.pid}-mine`));
  await makeCgroup("b3", LIMITS, [{ version: 2, folders: [folder] }]);
  expect((await children(folder)).map(({ name }) => name).toSorted()).toEqual([
    `e2b-analyst-${process.pid}-b3`,
    `e2b-analyst-${process.pid}-mine`,
  ]);
  const nowhere = [{ version: 2, folders: ["/no/such/group"] }] as const;
  expect(await makeCgroup("b4", LIMITS, nowhere)).toBeUndefined();
  expect(await makeCgroup("b5", LIMITS, [])).toBeUndefined();
});
