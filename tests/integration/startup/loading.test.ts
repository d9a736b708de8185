import { describe, expect, test } from "@jest/globals";
import { join } from "node:path";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { pythonEnvironment, runPython, runScript } from "./python.ts";

const SCRIPT = join(import.meta.dirname, "loading_cases.py");

describe("loading the start-up package", () => {
  test("imports no heavy library, prints nothing, leaves no name, and does it once", async () => {
    const { cjkFont } = await pythonEnvironment();
    const env = { HOME: await temporaryFolder() };
    const { stdout, stderr } = await runPython([SCRIPT, "load"], { env });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      printed: "",
      heavy: [],
      twice: true,
      names: [],
      font: cjkFont,
    });
  });

  test("works where the home cannot be written and the font is not there", async () => {
    const env = { HOME: "/proc/nowhere", E2B_ANALYST_CJK_FONT: "/no/such/font.ttc" };
    const { stdout, stderr } = await runPython([SCRIPT, "load"], { env });
    expect(JSON.parse(stdout)).toMatchObject({ printed: "", heavy: [], twice: true });
    expect(stderr).not.toContain("e2b_analyst");
  });

  test("sets up libraries that are imported already", async () => {
    expect(await runScript("loading_cases.py", "imported_before")).toEqual({
      warnings: [],
      width: 200,
    });
  });

  test("falls back to a setting that resets keep where matplotlib is another one inside", async () => {
    expect(await runScript("loading_cases.py", "other_matplotlib")).toEqual({
      family: ["sans-serif", "Noto Sans CJK SC"],
      after_reset: ["sans-serif", "Noto Sans CJK SC"],
    });
  });

  test("takes the place of another version that was loaded before", async () => {
    const env = { HOME: await temporaryFolder() };
    const { stdout } = await runPython([SCRIPT, "another_version"], { env });
    expect(JSON.parse(stdout)).toEqual({ boxes: 1, wrapped_twice: [false, false, false] });
  });

  test("leaves charts as they are where there is no CJK font", async () => {
    expect(await runScript("loading_cases.py", "no_font")).toEqual({ font: null });
  });
});
