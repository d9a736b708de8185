import { describe, expect, test } from "@jest/globals";
import {
  AuthenticationError,
  FileNotFoundError,
  InvalidArgumentError,
  NotEnoughSpaceError,
  RateLimitError,
  SandboxError,
  SandboxNotFoundError,
  ServiceBusyError,
  TemplateError,
  TimeoutError,
  type Result,
} from "@e2b/code-interpreter";
import { createResultList, toCellResult } from "../../../../tools/sandbox/e2b/cell-results.ts";
import { creationError } from "../../../../tools/sandbox/e2b/creation-error.ts";
import { isFromOutside, isSlow, knownError } from "../../../../tools/sandbox/e2b/sandbox-errors.ts";
import { plainTraceback } from "../../../../tools/sandbox/e2b/traceback.ts";

const withStatus = (statusCode: number) =>
  Object.assign(new SandboxError("some words"), { statusCode });

describe("errors by their class", () => {
  test.each([
    [new SandboxNotFoundError("x"), "sandbox_lost", true],
    [new FileNotFoundError("x"), "file_not_found", false],
    [new NotEnoughSpaceError("x"), "sandbox_disk_full", false],
    [new AuthenticationError("x"), "config_invalid", false],
    [new RateLimitError("x"), "sandbox_unavailable", true],
    [new ServiceBusyError("x"), "sandbox_unavailable", true],
    [new TemplateError("x"), "sandbox_template", false],
    [new InvalidArgumentError("x"), "input_invalid", false],
  ])("%s is %s", (error, code, retryable) => {
    expect(knownError(error)).toMatchObject({ code, retryable, cause: error });
  });

  test.each([new TimeoutError("x"), new SandboxError("x"), new Error("x"), undefined])(
    "%s tells nothing by itself",
    (error) => {
      expect(knownError(error)).toBeUndefined();
    },
  );

  test("a failed fetch and a late answer come from outside, a defect of ours does not", () => {
    const failed = new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") });
    const late = new DOMException("too late", "TimeoutError");
    expect([failed, late, withStatus(500)].map(isFromOutside)).toEqual([true, true, true]);
    expect(isFromOutside(new TypeError("x is not a function"))).toBe(false);
    expect([isSlow(late), isSlow(failed)]).toEqual([true, false]);
  });

  test.each([
    [withStatus(404), "sandbox_template"],
    [withStatus(403), "sandbox_template"],
    [new TemplateError("old envd"), "sandbox_template"],
    [withStatus(400), "config_invalid"],
    [withStatus(500), "sandbox_unavailable"],
    [new AuthenticationError("x"), "config_invalid"],
  ])("%s while a sandbox is made is %s", (error, code) => {
    expect(creationError(error, "my-template")).toMatchObject({ code });
  });

  test("the template is named, with the cure, in both languages", () => {
    const error = creationError(withStatus(404), "my-template") as { say(l: "en" | "zh"): string };
    for (const language of ["en", "zh"] as const) {
      expect(error.say(language)).toContain("my-template");
      expect(error.say(language)).toContain("E2B_SANDBOX_TEMPLATE");
    }
  });
});

const result = (parts: Partial<Result>): Result => ({ isMainResult: false, ...parts }) as Result;

describe("results", () => {
  test("keep what the SDK's own JSON leaves out", () => {
    expect(
      toCellResult(
        result({
          isMainResult: true,
          text: "t",
          html: "<table>",
          data: { a: [1] },
          chart: { type: "bar", title: "T", elements: [] } as unknown as Result["chart"],
          json: { expanded: true } as unknown as string,
        }),
      ),
    ).toEqual({
      isMain: true,
      text: "t",
      html: "<table>",
      data: { a: [1] },
      chart: { type: "bar", title: "T", elements: [] },
      json: { expanded: true },
      images: [],
    });
  });

  test("have pictures as bytes, one per result, and no chart where the kernel could not read it", () => {
    const png = Buffer.from([1, 2, 3]).toString("base64");
    const converted = toCellResult(
      result({ png, jpeg: png, svg: "<svg/>", chart: {} as Result["chart"] }),
    );
    expect(converted.images).toEqual([{ mime: "image/png", bytes: new Uint8Array([1, 2, 3]) }]);
    expect(converted).not.toHaveProperty("chart");
    expect(toCellResult(result({ svg: "<svg/>" })).images[0]?.mime).toBe("image/svg+xml");
  });

  test("that are updated stay one", () => {
    const list = createResultList();
    list.add(result({ text: "0 %", extra: { display_id: "a" } }));
    list.add(result({ text: "other" }));
    list.add(result({ text: "50 %", extra: { display_id: "a", is_update: true } }));
    list.add(result({ text: "100 %", extra: { display_id: "a", is_update: true } }));
    list.add(result({ text: "lone update", extra: { display_id: "b", is_update: true } }));
    expect(list.results.map(({ text }) => text)).toEqual(["100 %", "other", "lone update"]);
  });
});

describe("tracebacks", () => {
  const error = { name: "ZeroDivisionError", value: "division by zero" };

  test("lose their colours", () => {
    const traceback = "\u001B[0;31mZeroDivisionError\u001B[0m: division by zero";
    expect(plainTraceback({ ...error, traceback })).toBe("ZeroDivisionError: division by zero");
  });

  test("get back the line breaks that E2B's server drops", () => {
    const traceback =
      "---\nZeroDivisionError   Traceback (most recent call last)Cell In[1], line 3\n      1 def f():\n----> 3 f()Cell In[1], line 2, in f()\n----> 2     1/0File /lib/x.py:12, in g(a)\n---> 12 yZeroDivisionError: division by zero";
    expect(plainTraceback({ ...error, traceback }).split("\n")).toEqual([
      "---",
      "ZeroDivisionError   Traceback (most recent call last)",
      "Cell In[1], line 3",
      "      1 def f():",
      "----> 3 f()",
      "Cell In[1], line 2, in f()",
      "----> 2     1/0",
      "File /lib/x.py:12, in g(a)",
      "---> 12 y",
      "ZeroDivisionError: division by zero",
    ]);
  });

  test("that are whole stay as they are", () => {
    const traceback =
      "Traceback (most recent call last)\nCell In[1], line 1\n----> 1 1/0\n\nZeroDivisionError: division by zero";
    expect(plainTraceback({ ...error, traceback })).toBe(traceback);
  });
});
