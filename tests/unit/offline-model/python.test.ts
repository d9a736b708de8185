import { expect, test } from "@jest/globals";
import { literal, python } from "../../../src/offline-model/python/python.ts";
import { readExpression } from "../../../src/offline-model/python/reading.ts";
import { company, sales } from "./profiles.ts";

test("the margin goes, and an inserted block is indented like its place", () => {
  const block = python`
    first()
    second()
  `;
  expect(python`
    if ready:
        ${block}
    done()
  `).toBe("if ready:\n    first()\n    second()\ndone()");
});

test("a line whose only insertion is empty disappears, other text stays", () => {
  expect(python`
    a()
    ${""}
    b(${""})
  `).toBe("a()\nb()");
});

test("backslashes reach Python as they are written", () => {
  expect(python`re.sub(r"\d\n", "")`).toBe(String.raw`re.sub(r"\d\n", "")`);
});

test("inserted text is never read as a pattern", () => {
  expect(python`x = ${literal("$& $1 $`")}`).toBe('x = "$& $1 $`"');
});

test.each([
  ['a "quoted" name', String.raw`"a \"quoted\" name"`],
  ["two\nlines", String.raw`"two\nlines"`],
  [String.raw`back\slash`, String.raw`"back\\slash"`],
  ["销售额", '"销售额"'],
  [["a", 1], '["a", 1]'],
  [true, "True"],
  [2.5, "2.5"],
])("a literal of Python: %j", (value, text) => {
  expect(literal(value)).toBe(text);
});

test("a sheet is read by its own hint, or by its name in the hint of the file", () => {
  const [, staff] = company.tables;
  if (staff === undefined) throw new Error("no sheet");
  const file = {
    ...company,
    readHint: 'df = pd.read_excel("/home/user/c.xlsx", sheet_name="Orders")',
  };
  expect(readExpression(file, staff)).toBe(
    'pd.read_excel("/home/user/c.xlsx", sheet_name="Staff")',
  );
  expect(readExpression(file, { ...staff, readHint: "pd.read_excel(1)" })).toBe("pd.read_excel(1)");
});

test("a hint of several lines is not trusted", () => {
  const [table] = sales.tables;
  if (table === undefined) throw new Error("no table");
  expect(readExpression({ ...sales, readHint: "x = 1\nevil()" }, table)).toBe(
    'pd.read_csv("/home/user/sales.csv", encoding="utf-8-sig")',
  );
});
