import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startScripted, testFolder } from "./run-cli.ts";

let folder: ReturnType<typeof testFolder>;
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => folder.remove());

const run = (scenario: string, ...args: string[]) =>
  startScripted(scenario, ["ask", "What is it?", ...args], { folder: folder.path }).ended;
const inFolder = (...parts: string[]) => join(folder.path, ...parts);

describe("ask in a pipe", () => {
  it("writes plain lines, answers with 0, and saves the chart where it says", async () => {
    const { code, stdout, stderr } = await run("answer");
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toContain("● c1  Read the file");
    expect(stdout).toContain("  North 12\n");
    expect(stdout).toContain("The answer is **42**.");
    const path = "e2b-analyst-output/t1/sales.png";
    expect(stdout).toContain(path);
    expect(readFileSync(inFolder(path), "utf8")).toBe("png");
    expect(statSync(inFolder(path)).mode & 0o600).toBe(0o600);
  });

  it("writes no control character, whatever the run prints", async () => {
    const { stdout } = await run("hostile");
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
    expect(stdout).toContain("100%\n");
    expect(stdout).not.toContain("50%");
  });

  it("ends with 1 when the run failed, and when it could not start", async () => {
    const failed = await run("failed");
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain("could not be repaired");
    // The set-up of a new machine is no result; a counter is said once where it cannot move.
    expect(failed.stderr).toBe("Setting up, once per machine, 1/12: Python\n");
    const busy = await run("busy");
    expect(busy.code).toBe(1);
    expect(busy.stderr).toBe("Error: The thread is busy.\n");
  });
});

describe("ask --json", () => {
  it("writes one event a line and nothing else", async () => {
    const { code, stdout, stderr } = await run("answer", "--json");
    expect(code).toBe(0);
    expect(stderr).toBe("");
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; answer?: string });
    expect(events.map((event) => event.type)).toEqual([
      "run.started",
      "cell.started",
      "cell.stdout",
      "artifact",
      "cell.finished",
      "text.delta",
      "run.finished",
    ]);
    expect(events.at(-1)?.answer).toBe("The answer is **42**.");
  });

  it("keeps stdout empty when nothing could start", async () => {
    const { code, stdout, stderr } = await run("busy", "--json");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("busy");
  });
});

describe("saved files", () => {
  it("go where --out says", async () => {
    await run("answer", "--out", "charts/today");
    expect(readdirSync(inFolder("charts/today"))).toEqual(["sales.png"]);
    expect(existsSync(inFolder("e2b-analyst-output"))).toBe(false);
  });

  it("never replace another file of that name", async () => {
    await run("answer", "--out", ".");
    writeFileSync(inFolder("sales.png"), "mine");
    const { stdout } = await run("answer", "--out", ".");
    expect(readFileSync(inFolder("sales.png"), "utf8")).toBe("mine");
    expect(readFileSync(inFolder("sales-2.png"), "utf8")).toBe("png");
    expect(stdout).toContain("sales-2.png");
  });

  it("stay below the working folder, whatever the thread is called", async () => {
    await run("answer", "--thread", "..");
    expect(readdirSync(inFolder("e2b-analyst-output")).length).toBe(1);
    expect(existsSync(inFolder("sales.png"))).toBe(false);
  });

  it("that cannot be saved are named with their place in the store, and the answer stays", async () => {
    writeFileSync(inFolder("e2b-analyst-output"), "in the way");
    const { code, stdout } = await run("answer");
    expect(code).toBe(0);
    expect(stdout).toContain("could not be saved");
    expect(stdout).toMatch(/file:\S+stored-sales\.png {2}chart/);
  });
});
