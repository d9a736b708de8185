import { describe, expect, test } from "@jest/globals";
import {
  renderObservation,
  type Observation,
  type ToolArtifact,
} from "../../../tools/observation.ts";

const success: Observation = {
  success: true,
  status: "ok",
  stdout: "",
  stderr: "",
  artifacts: [],
  newFiles: [],
  notes: [],
  durationMs: 1234,
};
const failure: Observation = {
  ...success,
  success: false,
  status: "error",
  error: { name: "KeyError", value: "'x'", traceback: "Traceback\n  line 1\nKeyError: 'x'" },
};
const artifact = (name: string, kind: ToolArtifact["kind"]): ToolArtifact => ({
  id: `id-${name}`,
  name,
  kind,
  mime: "image/png",
  size: 1,
  sha256: "0".repeat(64),
  url: `/secret/place/${name}`,
});

const lines = (word: string) =>
  Array.from({ length: 1_000 }, (_, index) => `${word} ${index}`).join("\n");

describe("a success", () => {
  test("shows what was printed as it was printed, then the value", () => {
    const text = renderObservation({ ...success, stdout: "  a  b\n\n  c\n", value: "42" });
    expect(text).toBe("[Success · 1.2 s]\n  a  b\n\n  c\n42");
  });

  test("says that silence is normal", () => {
    expect(renderObservation(success)).toContain("Nothing was printed");
    expect(renderObservation(success, { language: "zh" })).toContain("没有任何输出");
  });

  test("is not called silent when it showed a chart", () => {
    const text = renderObservation({ ...success, artifacts: [artifact("c1-1.png", "chart")] });
    expect(text).toBe("[Success · 1.2 s]\nShown to the user: c1-1.png");
  });

  test("does not show text of stderr", () => {
    expect(renderObservation({ ...success, stdout: "x", stderr: "Warning: y" })).not.toContain("y");
  });

  test("keeps the head, says how much is missing and where all of it is", () => {
    const stdout = Array.from({ length: 1_000 }, (_, index) => `row ${index}`).join("\n");
    const artifacts = [artifact("c7-output.txt", "output")];
    const text = renderObservation({ ...success, stdout, artifacts }, { limit: 500 });
    expect(text).toContain("row 0\nrow 1\n");
    expect(text).not.toContain("row 999");
    expect(text).toMatch(/\[… [\d,]+ more characters cut; more of it is in c7-output\.txt/);
    expect(text.length).toBeLessThan(700);
  });

  test("leaves room for the value beside a long text", () => {
    const text = renderObservation(
      { ...success, stdout: "x\n".repeat(10_000), value: "the value" },
      { limit: 400 },
    );
    expect(text).toContain("the value");
    expect(text.length).toBeLessThan(600);
  });

  test("gives the whole limit to a value that stands alone", () => {
    const value = "v".repeat(390);
    expect(renderObservation({ ...success, value }, { limit: 400 })).toContain(value);
  });

  test("names files and never links them", () => {
    const text = renderObservation({
      ...success,
      artifacts: [artifact("a.png", "chart"), artifact("b.csv", "file")],
      newFiles: Array.from({ length: 30 }, (_, index) => `out/${index}.csv`),
    });
    expect(text).toContain("Shown to the user: a.png, b.csv");
    expect(text).toContain("out/0.csv");
    expect(text).toContain("(+10)");
    expect(text).not.toContain("secret");
    expect(text).not.toContain("id-");
  });

  test("tells the notes in the language of the conversation", () => {
    const notes = [{ en: "one block failed", zh: "一个代码块失败" }];
    expect(renderObservation({ ...success, notes })).toContain("Note: one block failed");
    expect(renderObservation({ ...success, notes }, { language: "zh" })).toContain(
      "注意： 一个代码块失败",
    );
  });
});

describe("a failure", () => {
  test("shows what was printed before, the end of stderr and the traceback", () => {
    const text = renderObservation({ ...failure, stdout: "before\n", stderr: "warned\n" });
    expect(text).toBe("[Failed · 1.2 s]\nbefore\nwarned\nTraceback\n  line 1\nKeyError: 'x'");
  });

  test("shows name and message when there is no traceback", () => {
    const error = { name: "ContextRestarting", value: "gone", traceback: "" };
    const text = renderObservation({
      ...failure,
      status: "kernel_died",
      error,
      variablesLost: true,
    });
    expect(text).toContain("ContextRestarting: gone");
    expect(text).toContain("All variables are gone");
  });

  test("shows our own sentence in the language asked for", () => {
    const words = { en: "not allowed", zh: "不允许" };
    const error = { name: "code_policy", value: "not allowed", traceback: "", words };
    const blocked: Observation = { ...failure, status: "blocked", error };
    expect(renderObservation(blocked)).toContain("Not run: code policy");
    expect(renderObservation(blocked, { language: "zh" })).toContain("不允许");
  });

  test("keeps the tail of everything", () => {
    const text = renderObservation(
      {
        ...failure,
        stdout: lines("out"),
        stderr: lines("err"),
        error: { name: "E", value: "v", traceback: `${lines("frame")}\nE: v` },
      },
      { limit: 400 },
    );
    for (const end of ["out 999", "err 999", "frame 999\nE: v"]) expect(text).toContain(end);
    for (const start of ["out 0\n", "err 0\n", "frame 0\n"]) expect(text).not.toContain(start);
    expect(text).toContain("earlier characters cut");
    expect(text.length).toBeLessThan(900);
  });
});
