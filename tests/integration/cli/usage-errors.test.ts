import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startCli, testFolder } from "./run-cli.ts";

const folder = testFolder();
afterAll(() => folder.remove());
beforeAll(() => {
  writeFileSync(join(folder.path, "good.csv"), "a,b\n1,2\n");
  writeFileSync(join(folder.path, "empty.csv"), "");
  writeFileSync(join(folder.path, "locked.csv"), "a\n");
  chmodSync(join(folder.path, "locked.csv"), 0);
  mkdirSync(join(folder.path, "folder.csv"));
});

const run = (args: string[], env: Record<string, string> = {}) =>
  startCli(args, { folder: folder.path, env }).ended;

describe("a fault of usage or configuration ends with 2 and one clear sentence", () => {
  it.each([
    ["a missing file", ["ask", "x", "--file", "none.csv"], "none.csv"],
    ["a directory", ["ask", "x", "--file", "folder.csv"], "is a directory"],
    ["an empty file", ["ask", "x", "--file", "empty.csv"], "is empty"],
    ["an unknown flag", ["ask", "x", "--frobnicate"], "unknown option '--frobnicate'"],
    ["an unknown command", ["explain"], "unknown command 'explain'"],
    ["no question", ["ask"], "missing required argument 'question'"],
    ["a question without quotes", ["ask", "what", "is", "this"], "Put the question in quotes"],
    ["a number that is none", ["ask", "x", "--cell-timeout", "60*60"], "plain number of seconds"],
    ["a negative number", ["ask", "x", "--cell-timeout", "-1"], "plain number of seconds"],
    ["a port that is none", ["dev", "--port", "0"], "1 to 65535"],
    ["a model that nobody serves", ["ask", "x", "--model", "gpt-9"], "set OPENAI_API_KEY"],
    ["an empty question", ["ask", "  "], "question is empty"],
    ["a folder that is a file", ["ask", "x", "--out", "good.csv"], "--out must be a folder"],
  ])("%s", async (_what, args, sentence) => {
    const { code, stdout, stderr } = await run(args);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("a wrong setting is named, its value is not", async () => {
    const { code, stderr } = await run(["ask", "x"], { MODEL_RETRIES: "secret-value" });
    expect(stderr).toContain("MODEL_RETRIES");
    expect(stderr).not.toContain("secret-value");
    expect(code).toBe(2);
  });
});

// root may read everything, so there is nothing to refuse.
const describeUnlessRoot = process.getuid?.() === 0 ? describe.skip : describe;
describeUnlessRoot("a file that this account may not read", () => {
  it("is refused with 2", async () => {
    const { code, stderr } = await run(["ask", "x", "--file", "locked.csv"]);
    expect(stderr).toContain("cannot be read");
    expect(code).toBe(2);
  });
});

describe("the language of a fault", () => {
  it("is the question's", async () => {
    const { stderr } = await run(["ask", "销售额是多少？", "--file", "none.csv"]);
    expect(stderr).toContain("错误：没有文件");
  });

  it("is the locale's before a question is known", async () => {
    const { stderr } = await run(["explain"], { LANG: "zh_CN.UTF-8" });
    expect(stderr).toContain("未知命令 explain");
    expect((await run(["--help"], { LC_ALL: "zh_CN.UTF-8" })).stdout).toContain(
      "就数据文件提一个问题",
    );
  });
});

describe(".env in the working folder", () => {
  const place = testFolder();
  afterAll(() => place.remove());

  it("is read, and the real environment wins", async () => {
    writeFileSync(join(place.path, ".env"), "MODEL_RETRIES=wrong\n");
    const options = { folder: place.path };
    const read = await startCli(["ask", "x"], options).ended;
    expect(read.stderr).toContain("MODEL_RETRIES");
    const env = { MODEL_RETRIES: "2", LOG_LEVEL: "wrong" };
    const overruled = await startCli(["ask", "x"], { ...options, env }).ended;
    expect(overruled.stderr).not.toContain("MODEL_RETRIES");
    expect(overruled.stderr).toContain("LOG_LEVEL");
  });
});

describe("help and version", () => {
  it("come on stdout with 0", async () => {
    const help = await run(["ask", "--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("--cell-timeout");
    expect((await run(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run([])).code).toBe(0);
  });
});
