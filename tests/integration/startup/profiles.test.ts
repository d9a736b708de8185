import { readFileSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { DatasetProfile } from "../../../graphs/analyst/profile.ts";
import { emit, makeDatasets, PROFILES } from "./datasets.ts";
import { runScript } from "./python.ts";

const expected = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .parse(JSON.parse(readFileSync(PROFILES, "utf8")));
const NAMES = Object.keys(expected);

let folder: string;
let remove: () => Promise<void>;
let lines: string[];

beforeAll(async () => {
  [folder, remove] = await makeDatasets();
  lines = await emit(folder, NAMES);
});

afterAll(() => remove());

function profileOf(name: string): DatasetProfile {
  return DatasetProfile.parse(JSON.parse(lines[NAMES.indexOf(name)] ?? "null"));
}

const columnsOf = (name: string, table = 0) =>
  (profileOf(name).tables[table]?.columns ?? []).map(({ name: column, type }) => [column, type]);

test("every file that is made has its expected profile", () => {
  expect(readdirSync(folder).toSorted()).toEqual(NAMES.toSorted());
});

test("one line of ASCII is printed for each file", () => {
  expect(lines).toHaveLength(NAMES.length);
  // eslint-disable-next-line no-control-regex
  expect(lines.filter((line) => !/^[\u0020-\u007e]+$/.test(line))).toEqual([]);
});

test.each(NAMES)("%s is described as expected", (name) => {
  const { size, ...profile } = z
    .looseObject({ size: z.number() })
    .parse(JSON.parse(lines[NAMES.indexOf(name)] ?? "null"));
  expect(profile).toEqual(expected[name]);
  expect(size).toBeGreaterThanOrEqual(0);
});

describe("encodings", () => {
  test.each([
    ["utf8.csv", "utf-8"],
    ["utf8-bom.csv", "utf-8-sig"],
    ["gbk.csv", "gb18030"],
    ["gbk-heading-only-chinese.csv", "gb18030"],
    ["big5.csv", "big5"],
    ["shift-jis.csv", "shift_jis"],
    ["euc-kr.csv", "euc_kr"],
    ["utf16.csv", "utf-16"],
    ["utf16-no-mark.csv", "utf-16-le"],
    ["latin.csv", "cp1252"],
    ["german.csv", "cp1252"],
    ["cyrillic.csv", "cp1251"],
    ["damaged-utf8.csv", "utf-8"],
    ["packed.csv.gz", "gb18030"],
  ])("%s is %s", (name, encoding) => {
    expect(profileOf(name).encoding).toBe(encoding);
  });

  test("names of columns are whole, without the mark of the beginning", () => {
    const sales = [
      ["日期", "date"],
      ["地区", "text"],
      ["产品", "text"],
      ["数量", "integer"],
      ["销售额", "number"],
    ];
    for (const name of ["utf8.csv", "utf8-bom.csv", "gbk.csv", "utf16.csv", "cr-only.csv"]) {
      expect(columnsOf(name)).toEqual(sales);
    }
  });
});

describe("layouts", () => {
  test.each([
    ["german.csv", ";", 3],
    ["tab.tsv", "\t", 2],
    ["pipe.txt", "|", 2],
    ["spaces.dat", "\\s+", 3],
    ["decimal-comma-one-column.csv", undefined, 3],
    ["prose.txt", undefined, 3],
    ["quoted-line-ends.csv", ",", 3],
    ["unclosed-quote.csv", ",", 90],
    ["bad-rows.csv", ",", 4],
    ["title-rows.csv", ",", 3],
    ["no-heading.csv", ",", 3],
    ["heading-only.csv", ",", 0],
    ["wide.csv", ",", 1],
  ])("%s is cut at %j into %i rows", (name, delimiter, rows) => {
    const profile = profileOf(name);
    expect([profile.delimiter, profile.tables[0]?.rows]).toEqual([delimiter, rows]);
  });

  test("each sheet and each file of an archive is a table", () => {
    expect(profileOf("workbook.xlsx").tables.map(({ name }) => name)).toEqual([
      "销售",
      "two headings",
      "empty",
      "hidden",
      "formulas",
    ]);
    expect(profileOf("two-tables.zip").tables.map(({ name }) => name)).toEqual([
      "data/a.csv",
      "data/销售.csv",
    ]);
  });
});

describe("true types", () => {
  test.each([
    ["dates.csv", ["date", "date", "date", "integer", "date", "datetime"]],
    ["dates-of-two-orders.csv", ["date", "date", "date", "date"]],
    ["numbers-as-text.csv", ["text", "text", "text", "text", "text"]],
    ["codes.csv", ["text", "text", "integer"]],
    ["huge-integers.csv", ["text", "text"]],
    ["german.csv", ["date", "number", "number", "text"]],
    ["all-missing.csv", ["empty", "empty"]],
    ["mixed-column.csv", ["integer", "mixed"]],
    ["variants.csv", ["text", "boolean"]],
    ["total-row.csv", ["text", "integer", "integer"]],
    ["table.parquet", ["category", "number", "date"]],
  ])("%s", (name, types) => {
    expect(columnsOf(name).map(([, type]) => type)).toEqual(types);
  });

  test("numbers that are text are measured, with their unit", () => {
    const [price, share, weight, income] =
      profileOf("numbers-as-text.csv").tables[0]?.columns ?? [];
    expect(price).toMatchObject({ unit: "¥", min: 500, max: 3400, mean: 1700 });
    expect(share).toMatchObject({ unit: "%", max: 34.5 });
    expect(weight).toMatchObject({ unit: "kg", min: 1 });
    expect(income).toMatchObject({ min: 9000, max: 300_000_000 });
  });

  test("the order of day and month is found, or said to be unsure", () => {
    const columns = profileOf("dates-of-two-orders.csv").tables[0]?.columns ?? [];
    expect(columns.map(({ dateFormat }) => dateFormat)).toEqual([
      "%d/%m/%Y",
      "%m/%d/%Y",
      undefined,
      undefined,
    ]);
    expect(columns[2]?.notes.join()).toContain("day and month cannot be told apart");
    expect(columns[2]?.min).toBeUndefined();
  });
});

test.each([
  ["total-row.csv", [3]],
  ["total-rows-of-groups.csv", [2, 5, 6]],
  ["total-row-without-label.csv", [3]],
  ["workbook.xlsx", [3]],
  ["utf8.csv", []],
  ["duplicates.csv", []],
])("%s has totals in the rows %j", (name, rows) => {
  expect(profileOf(name).tables[0]?.totalRows).toEqual(rows);
});

test("statistics leave total rows out", () => {
  expect(profileOf("total-row.csv").tables[0]?.columns[1]).toMatchObject({ max: 300, mean: 200 });
});

test.each([
  ["empty.csv", "the file is empty (0 bytes)"],
  ["blank.csv", "the file holds no values"],
  ["junk.csv", "binary data, not a table of text"],
  ["picture.csv", "not a table: a picture"],
  ["folder.csv", "this is a folder, not a file"],
  ["cut-off.csv.gz", "the packed data is damaged or cut off in the middle"],
  ["settings.json", "a JSON object without a list of records; its keys: theme, size"],
])("%s cannot be read: %s", (name, error) => {
  expect(profileOf(name)).toMatchObject({ error, tables: [], readHint: "" });
});

test("a file that is not there is an error, not an exception", async () => {
  const [line] = await emit(folder, ["nowhere.csv"]);
  expect(JSON.parse(line ?? "")).toMatchObject({
    path: "nowhere.csv",
    error: "there is no such file",
  });
});

test("every hint reads its table in plain pandas, without a warning, as the profile says", async () => {
  const Result = z.object({
    rows: z.tuple([z.number(), z.number()]),
    dtypes: z.tuple([z.array(z.string()), z.array(z.string())]),
    same: z.boolean(),
  });
  const results = z.record(z.string(), Result).parse(await runScript("hint_cases.py", folder));
  expect(Object.keys(results).length).toBeGreaterThan(65);
  for (const [name, { rows, dtypes, same }] of Object.entries(results)) {
    expect([name, rows[0], dtypes[0], same]).toEqual([name, rows[1], dtypes[1], true]);
  }
});
