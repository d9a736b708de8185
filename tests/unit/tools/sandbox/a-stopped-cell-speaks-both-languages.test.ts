import { describe, expect, test } from "@jest/globals";
import { renderObservation } from "../../../../tools/observation.ts";
import { stopError } from "../../../../tools/sandbox/e2b/stop-error.ts";

const stopped = (variablesLost: boolean) => {
  const { status, name, words } = stopError("timeout", 2_000, variablesLost);
  return {
    success: false,
    status,
    stdout: "",
    stderr: "",
    error: { name, value: words.en, traceback: "", words },
    artifacts: [],
    newFiles: [],
    notes: [],
    durationMs: 2_000,
  };
};

describe("what is said of a cell that was stopped", () => {
  test("is in the language of the question", () => {
    expect(renderObservation(stopped(false), { language: "zh" })).toContain("已达到 2 秒的上限");
    expect(renderObservation(stopped(false), { language: "en" })).toContain("limit of 2 s");
  });

  test("tells whether variables are kept", () => {
    expect(renderObservation(stopped(false), { language: "zh" })).toContain("变量保留当时的值");
    expect(renderObservation(stopped(true), { language: "zh" })).toContain("所有变量都已丢失");
  });
});
