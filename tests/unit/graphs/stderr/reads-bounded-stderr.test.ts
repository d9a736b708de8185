import { describe, expect, test } from "@jest/globals";
import { classifyCell, type CellInput } from "../../../../graphs/analyst/stderr/classify.ts";

const WORKED: CellInput = {
  status: "ok",
  stdout: "done\n",
  stderr: "",
  hasValue: false,
  hasResults: false,
  code: "print('done')",
};

function onStderr(stderr: string) {
  return classifyCell({ ...WORKED, stderr });
}

function mixed(columns: string): string {
  return `/a.py:1: DtypeWarning: Columns (${columns}) have mixed types. Specify dtype option.\n  f()\n`;
}

function glyph(char: string): string {
  return `/a.py:1: UserWarning: Glyph ${char.codePointAt(0)} (\\N{CJK}) missing from font(s) DejaVu Sans.\n  f()\n`;
}

describe("stderr of a cell that worked", () => {
  test("unknown text is passed on in one bounded line", () => {
    const { outcome, benign } = onStderr(`${"loading part ".repeat(40)}\nand more\n`);
    expect(outcome).toBe("benign_warning");
    expect(benign).toHaveLength(1);
    expect(benign[0]).toMatch(/^other text \(2 lines\): loading part .{1,140}…$/);
  });

  test("many kinds of messages are shown up to a limit, the rest counted", () => {
    const warnings = Array.from(
      { length: 9 },
      (_, i) => `/a/b.py:1: UserWarning: number ${i}\n  f()\n`,
    );
    const { benign } = onStderr(warnings.join(""));
    expect(benign).toHaveLength(7);
    expect(benign.at(-1)).toBe("3 more kinds of messages");
  });

  test("what follows the quoted source line of a warning is a thing of its own", () => {
    const { benign, caveats } = onStderr(
      "/a/b.py:1: RuntimeWarning: divide by zero encountered in divide\n  x = a / b\nrow 7 was skipped\n",
    );
    expect(caveats.map(({ kind }) => kind)).toEqual(["divide_by_zero"]);
    expect(benign).toEqual(["other text: row 7 was skipped"]);
  });

  test("a caveat that is printed a thousand times is told once", () => {
    const { caveats } = onStderr(
      "/a/b.py:1: RuntimeWarning: overflow encountered in exp\n".repeat(1_000),
    );
    expect(caveats).toHaveLength(1);
    expect(caveats[0]?.words.en).toContain("exp");
  });

  test("columns of different warnings are all told", () => {
    const { caveats } = onStderr(mixed("1") + mixed("2,3"));
    expect(caveats.map(({ words }) => words.zh)).toEqual([
      expect.stringContaining("(1)"),
      expect.stringContaining("(2,3)"),
    ]);
  });

  test("the missing characters of all charts make one caveat", () => {
    const { outcome, caveats } = onStderr(["月", "销", "售", "额", "月"].map(glyph).join(""));
    expect(outcome).toBe("glyph_missing");
    expect(caveats).toHaveLength(1);
    expect(caveats[0]?.words.en).toMatch(/: 月销售额$/);
  });

  test("colours are not taken for text", () => {
    expect(onStderr("\u001b[33m[notice] A new release of pip\u001b[0m\n").benign).toEqual([
      "pip notice (1 line)",
    ]);
  });

  test("a line of a log and a bar that is drawn over it are told apart", () => {
    const { benign } = onStderr(
      "\r  0%|          | 0/2\r 50%|█████     | 1/2[nltk_data] x\nnote\n",
    );
    expect(benign).toEqual(["progress bar (2 lines)", "other text: note"]);
  });

  test("the last warning after ten million characters of progress is read", () => {
    const bar = "\r 50%|█████     | 1/2 [00:01<00:01,  1.00it/s]".repeat(230_000);
    const end = "\n/a.py:1: RuntimeWarning: Mean of empty slice\n  f()\n";
    expect(bar.length).toBeGreaterThan(10_000_000);
    const { outcome, benign } = onStderr(bar + end);
    expect(outcome).toBe("data_caveat");
    expect(benign).toHaveLength(1);
  });

  test.each([
    ["one endless line", "x".repeat(10_000_000)],
    ["lines of one character", "x\n".repeat(5_000_000)],
    ["blanks", " ".repeat(10_000_000)],
    ["colons", ":1: ".repeat(2_500_000)],
    ["digits and bars", "9%".repeat(5_000_000)],
    ["escape characters", "\u001b[".repeat(5_000_000)],
    ["heads of warnings", "a:1: AWarning: Glyph 1 ".repeat(400_000)],
    ["open tracebacks", "Traceback (most recent call last):\n".repeat(300_000)],
  ])("hostile stderr stays harmless: %s", (_, stderr) => {
    const { outcome, benign } = onStderr(stderr);
    expect(["ok", "benign_warning"]).toContain(outcome);
    for (const line of benign) expect(line.length).toBeLessThanOrEqual(160);
  });
});

describe("what a cell shows", () => {
  test("an empty table as the value is a caveat", () => {
    const verdict = classifyCell({
      ...WORKED,
      stdout: "",
      hasValue: true,
      valueText: "Empty DataFrame\nColumns: [a]\nIndex: []",
    });
    expect(verdict.outcome).toBe("data_caveat");
    expect(verdict.caveats.map(({ kind }) => kind)).toEqual(["empty_result"]);
  });

  test("a sentence about empty tables is none", () => {
    const stdout = "The Empty DataFrame case is handled.\n";
    expect(classifyCell({ ...WORKED, stdout }).outcome).toBe("ok");
  });
});

describe("cells that did not work", () => {
  const failed = { ...WORKED, stdout: "" };

  test.each([
    ["blocked", undefined, "blocked"],
    ["sandbox_lost", undefined, "sandbox_lost"],
    ["timeout", undefined, "timeout"],
    ["cancelled", undefined, "cancelled"],
    ["kernel_died", true, "out_of_memory"],
    ["kernel_died", false, "kernel_died"],
    ["kernel_died", undefined, "kernel_died"],
    ["error", undefined, "user_error"],
  ] as const)("%s (out of memory: %s) is %s", (status, outOfMemory, outcome) => {
    expect(classifyCell({ ...failed, status, outOfMemory }).outcome).toBe(outcome);
  });

  test.each([
    ["No module named 'yaml'", "import yaml", "pyyaml"],
    ["No module named 'sklearn.cross_validation'", "", undefined],
    ["No module named 'utils.io'; 'utils' is not a package", "", undefined],
    ["No module named '_ctypes'", "", undefined],
    ["No module named 'google'", "from google.cloud import storage", "google-cloud-storage"],
    [
      "No module named 'google.cloud'",
      "import google.cloud.bigquery as bq",
      "google-cloud-bigquery",
    ],
    ["No module named 'google'", "import google", undefined],
    ["No module named 'ruamel'", "from ruamel.yaml import YAML", "ruamel.yaml"],
  ])("%s from %j names the package %s", (value, code, wanted) => {
    const error = { name: "ModuleNotFoundError", value, traceback: "" };
    const verdict = classifyCell({ ...failed, status: "error", error, code });
    expect(verdict.missingPackage).toBe(wanted);
    expect(verdict.outcome).toBe(wanted === undefined ? "user_error" : "missing_package");
  });

  test("a message that only speaks of a package does not name a missing one", () => {
    const error = { name: "ValueError", value: "pip install nothing", traceback: "" };
    expect(classifyCell({ ...failed, status: "error", error }).outcome).toBe("user_error");
  });

  test("a headline is the first line with words, with the next one when it only leads to it", () => {
    const error = {
      name: "LookupError",
      value: "\n***\n  Not found:\n  punkt\n***",
      traceback: "",
    };
    expect(classifyCell({ ...failed, status: "error", error }).headline).toBe(
      "LookupError: Not found: punkt",
    );
  });

  test("an endless message is cut", () => {
    const error = { name: "ValueError", value: "数据".repeat(1_000_000), traceback: "" };
    const { headline } = classifyCell({ ...failed, status: "error", error });
    expect(headline).toHaveLength(300);
  });
});
