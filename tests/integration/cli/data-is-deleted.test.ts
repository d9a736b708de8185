import { afterAll, describe, expect, test } from "@jest/globals";
import { startScripted, testFolder } from "./run-cli.ts";

const folder = testFolder();
afterAll(() => folder.remove());

const run = (args: string[], env: Record<string, string> = {}) =>
  startScripted("answer", ["delete", ...args], { folder: folder.path, env }).ended;

describe("e2b-analyst delete", () => {
  test("says what of a conversation is gone", async () => {
    const { code, stdout } = await run(["t1"]);
    expect(stdout).toBe(
      "Deleted: 1 conversation(s), 2 run(s), 3 file(s), 1 sandbox(es), 0 assistant(s).\n",
    );
    expect(code).toBe(0);
  });

  test("of everything says which conversation was left", async () => {
    const { code, stdout } = await run(["--everything"], { LANG: "zh_CN.UTF-8" });
    expect(stdout).toContain("助手 4 个");
    expect(stdout).toContain("t2");
    expect(code).toBe(1);
  });

  test.each([[[]], [["t1", "--everything"]]])("of %j is a fault of usage", async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect(stderr).toContain("--everything");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("of a conversation that is not there says so", async () => {
    const { code, stderr } = await run(["t9"]);
    expect(stderr).toContain("no such conversation");
    expect(code).not.toBe(0);
  });
});
