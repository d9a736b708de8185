import { describe, expect, it } from "@jest/globals";
import type { CliHost } from "../../../src/cli/host.ts";
import { reportError } from "../../../src/cli/report-error.ts";
import { AnalystError, type ErrorCode } from "../../../tools/errors.ts";

function report(error: unknown, language: "en" | "zh" = "en") {
  let stderr = "";
  const host = { stderr: { write: (text: string) => ((stderr += text), true) } };
  const code = reportError(error, host as unknown as CliHost, language);
  return { code, stderr };
}

const fault = (code: ErrorCode) => new AnalystError(code, { en: "It broke.", zh: "坏了。" });

describe("an error of the command line", () => {
  it.each([
    ["config_invalid", 2],
    ["file_not_found", 2],
    ["file_unusable", 2],
    ["input_invalid", 2],
    ["state_unusable", 2],
    ["model_unreachable", 1],
    ["sandbox_isolation", 1],
    ["thread_busy", 1],
    ["cancelled", 130],
  ] as const)("%s ends with %d", (code, exitCode) => {
    expect(report(fault(code)).code).toBe(exitCode);
  });

  it("is one sentence in the person's language, safe for the terminal", () => {
    expect(report(fault("model_auth"), "zh").stderr).toBe("错误：坏了。\n");
    const hostile = new AnalystError("internal", { en: "a\u001B[2Jb", zh: "" });
    expect(report(hostile).stderr).toBe("Error: ab\n");
  });

  it("says nothing more to who cancelled", () => {
    expect(report(fault("cancelled")).stderr).toBe("");
  });

  it("that is a defect of ours tells where it happened", () => {
    const { code, stderr } = report(new TypeError("x is undefined"));
    expect(code).toBe(1);
    expect(stderr).toContain("x is undefined");
    expect(stderr).toContain("report-error.test.ts");
  });
});
