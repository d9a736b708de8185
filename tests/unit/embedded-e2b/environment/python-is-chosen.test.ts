import { describe, expect, test } from "@jest/globals";
import {
  choosePython,
  judgePython,
  type Python,
} from "../../../../src/embedded-e2b/environment/pythons.ts";
import { AnalystError } from "../../../../tools/errors.ts";

const python = (change: Partial<Python> = {}): Python => ({
  implementation: "cpython",
  version: "3.11.2",
  minor: 11,
  executable: "/usr/bin/python3.11",
  prefix: "/usr",
  pip: true,
  unfit: undefined,
  ...change,
});

describe("whether an interpreter fits", () => {
  test.each([11, 12, 13, 14])("3.%d does", (minor) => {
    expect(judgePython(python({ minor }), undefined)).toBeUndefined();
  });

  test.each([
    ["another implementation", python({ implementation: "pypy" }), undefined, "is not CPython"],
    ["3.10", python({ minor: 10, version: "3.10.4" }), undefined, "(3.10.4) is too old"],
    ["Python 2", python({ minor: -1, version: "2.7.18" }), undefined, "(2.7.18) is too old"],
    ["3.15", python({ minor: 15 }), undefined, "newer than the pinned packages"],
    ["one in a closed home", python(), "/root", "is below /root"],
  ])("%s does not", (_, candidate, closed, reason) => {
    expect(judgePython(candidate, closed)?.en).toContain(reason);
  });
});

describe("the choice", () => {
  const old = python({ unfit: { en: "A is too old", zh: "A 版本太旧" } });
  const second = python({ executable: "/usr/bin/python3.12" });

  test("falls on the first that fits", () => {
    expect(choosePython([old, second, python()], { uid: 0 })).toBe(second);
  });

  test("without one says why each is unfit, and what to type", () => {
    const error = thrown(() => choosePython([old], { uid: 1000 }));
    expect(error.code).toBe("sandbox_setup");
    expect(error.message).toMatch(/need Python 3\.11 to 3\.14[^]*A is too old[^]*Type: sudo /);
    expect(error.say("zh")).toMatch(/沙箱需要 Python 3\.11[^]*A 版本太旧[^]*请执行：sudo /);
  });

  test("without any interpreter names none", () => {
    expect(thrown(() => choosePython([], { uid: 0 })).message).not.toContain("undefined");
  });
});

function thrown(work: () => unknown): AnalystError {
  try {
    work();
  } catch (error) {
    if (AnalystError.isInstance(error)) return error;
  }
  throw new Error("an AnalystError was expected");
}
