import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startCli, testFolder } from "./run-cli.ts";

let folder: ReturnType<typeof testFolder>;
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => folder.remove());

const run = async (...args: string[]) => startCli(args, { folder: folder.path }).ended;

const settings = (fields: Record<string, unknown>) => {
  writeFileSync(join(folder.path, "settings.json"), JSON.stringify(fields));
  return "settings.json";
};

describe("assistants on the command line", () => {
  test("are made, listed, shown, changed and removed; a rotation keeps their secrets", async () => {
    const fields = { name: "课程", instructions: "Be brief.", env_vars: { TOKEN: "t0ken-1" } };
    const made = await run("assistants", "create", settings(fields));
    expect([made.code, made.stderr]).toEqual([0, ""]);
    const { id } = JSON.parse(made.stdout) as { id: string };
    const changed = await run("assistants", "update", id, settings({ description: "For all" }));
    expect(JSON.parse(changed.stdout)).toMatchObject({ instructions: "Be brief.", version: 2 });

    const key = join(folder.path, ".e2b-analyst", "secrets.key");
    const before = readFileSync(key, "utf8");
    const rotated = await run("secrets", "rotate");
    expect([rotated.code, rotated.stdout]).toEqual([
      0,
      "The secrets of 1 assistant(s) are sealed with the new key.\n",
    ]);
    expect(readFileSync(key, "utf8")).not.toBe(before);

    const listed = await run("assistants", "list");
    expect(listed.stdout).toMatch(new RegExp(`^data-analyst  .*\n${id}  课程  For all\n$`));
    const shown = await run("assistants", "show", id);
    expect(JSON.parse(shown.stdout)).toMatchObject({ env_vars: { TOKEN: "********" }, version: 3 });
    const removed = await run("assistants", "remove", id);
    expect(removed.code).toBe(0);
    const gone = await run("assistants", "show", id);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining(`no assistant ${id}`)]);
    for (const { stdout, stderr } of [made, changed, shown])
      expect(stdout + stderr).not.toContain("t0ken-1");
  });

  test("say what is wrong with their settings", async () => {
    const refused = await run("assistants", "create", settings({ name: "A", memory: 5 }));
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("memory")]);
    const missing = await run("assistants", "create", "nothing.json");
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("nothing.json")]);
    const usage = await run("assistants", "show");
    expect([usage.code, usage.stderr]).toEqual([2, expect.stringContaining("missing")]);
    const unknown = await run("ask", "How many?", "--assistant", "asst_none");
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("asst_none")]);
  });
});
