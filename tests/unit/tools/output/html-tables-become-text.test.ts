import { describe, expect, test } from "@jest/globals";
import { htmlTableText } from "../../../../tools/output/html-table.ts";
import { resultText } from "../../../../tools/output/result-text.ts";

/** As pandas 3 writes a DataFrame. */
const FRAME = `<div>
<style scoped>
    .dataframe tbody tr th { vertical-align: top; }
</style>
<table border="1" class="dataframe">
  <thead>
    <tr style="text-align: right;">
      <th></th>
      <th>城市</th>
      <th>sales &amp; tax</th>
    </tr>
  </thead>
  <tbody>
    <tr>
      <th>0</th>
      <td>北京</td>
      <td>1.5</td>
    </tr>
    <tr>
      <th>1</th>
      <td>A &lt; B</td>
      <td>NaN</td>
    </tr>
  </tbody>
</table>
<p>2 rows × 2 columns</p>
</div>`;

describe("htmlTableText", () => {
  test("turns a DataFrame into rows with bars", () => {
    expect(htmlTableText(FRAME)).toBe(
      " | 城市 | sales & tax\n0 | 北京 | 1.5\n1 | A < B | NaN\n2 rows × 2 columns",
    );
  });

  test("keeps columns in place below a head over several of them", () => {
    const html =
      '<table><tr><th></th><th colspan="2">2024</th><th>x</th></tr><tr><td>a</td><td>1</td><td>2</td><td>3</td></tr></table>';
    expect(htmlTableText(html)).toBe(" | 2024 |  | x\na | 1 | 2 | 3");
  });

  test("reads a styled table and leaves its style sheet out", () => {
    const html =
      '<style type="text/css">#T_1 td { color: red }</style><table id="T_1"><tbody><tr><td id="c" class="data">5</td></tr></tbody></table>';
    expect(htmlTableText(html)).toBe("5");
  });

  test.each(["<div>no table</div>", "plain", "", "<tableau>x</tableau>"])(
    "finds no table in %j",
    (html) => {
      expect(htmlTableText(html)).toBeUndefined();
    },
  );

  test.each([
    "<table><tr><td>",
    "<table><style>",
    `<table>${"<style>".repeat(50_000)}`,
    `<table>${"<tr".repeat(100_000)}`,
    `<table><tr><td>&#99999999;&#x110000;&bogus;&#0;</td></tr></table>`,
    `<table>${"<".repeat(200_000)}`,
  ])("gets through broken markup (%#)", (html) => {
    expect(typeof htmlTableText(html)).toBe("string");
  });
});

describe("resultText", () => {
  const base = { isMain: true, images: [] };

  test.each([
    [{ text: "<Styler>", html: "<table><tr><td>5</td></tr></table>" }, "5"],
    [{ text: "x", html: "<b>x</b>" }, "x"],
    [{ text: "<Markdown>", markdown: "# T" }, "# T"],
    [{ text: "  two blanks\n" }, "  two blanks\n"],
    [{ latex: "$x^2$" }, "$x^2$"],
    [{ json: { a: [1] } }, '{"a":[1]}'],
    [{}, undefined],
  ])("%j", (result, expected) => {
    expect(resultText({ ...base, ...result })).toBe(expected);
  });

  test("says nothing of a picture", () => {
    const images = [{ mime: "image/png" as const, bytes: new Uint8Array([1]) }];
    expect(resultText({ ...base, text: "<Figure size 640x480>", images })).toBeUndefined();
  });
});
