import { describe, expect, test } from "@jest/globals";
import { resultLine } from "../../../../src/embedded-e2b/interpreter/mime.ts";

describe("a result line", () => {
  test.each([
    ["text/plain", "text"],
    ["text/html", "html"],
    ["text/markdown", "markdown"],
    ["image/svg+xml", "svg"],
    ["image/png", "png"],
    ["image/jpeg", "jpeg"],
    ["application/pdf", "pdf"],
    ["text/latex", "latex"],
    ["application/json", "json"],
    ["application/javascript", "javascript"],
    ["e2b/data", "data"],
    ["e2b/chart", "chart"],
  ])("has %s as %s", (mime, field) => {
    expect(resultLine({ [mime]: "value" }, true)).toEqual({
      type: "result",
      [field]: "value",
      extra: {},
      is_main_result: true,
    });
  });

  test("keeps a type it does not know, where both kinds of clients find it", () => {
    const figure = { data: [] };
    expect(resultLine({ "application/vnd.plotly.v1+json": figure }, false)).toMatchObject({
      extra: { "application/vnd.plotly.v1+json": figure },
      "application/vnd.plotly.v1+json": figure,
    });
  });

  test.each([
    ["'hello'", "hello"],
    ['"it\'s"', "it's"],
    ["''", ""],
    ["'", "'"],
    ["'a\"", "'a\""],
    ["Text(0.5, 1, 'T')", "Text(0.5, 1, 'T')"],
  ])("shows the text %s as %s", (text, shown) => {
    expect(resultLine({ "text/plain": text }, true).text).toBe(shown);
  });

  test("cannot be given another meaning by a type of that name", () => {
    expect(resultLine({ type: "error", is_main_result: "x", extra: 1 }, false)).toMatchObject({
      type: "result",
      is_main_result: false,
      extra: { type: "error", is_main_result: "x", extra: 1 },
    });
  });

  test("names the display that it replaces", () => {
    const line = resultLine({ "text/plain": "2" }, false, { displayId: "d", isUpdate: true });
    expect(line).toMatchObject({ text: "2", display_id: "d", is_update: true });
  });
});
