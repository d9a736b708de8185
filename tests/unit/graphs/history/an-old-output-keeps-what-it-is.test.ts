import { describe, expect, test } from "@jest/globals";
import { compactOutput } from "../../../../graphs/analyst/history/compact-output.ts";

const STATUS = "[Success · 0.3 s]";
const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => {
    const row = from + at;
    return `${String(row).padEnd(5)} North   ${(row * 37.5).toFixed(2).padStart(12)}   2024-01-01`;
  });
const compact = (lines: readonly string[], failed = false) =>
  compactOutput(lines.join("\n"), failed, "en");

describe("an old output", () => {
  test("of a few lines stays as it is", () => {
    const lines = [STATUS, ...rows(0, 5)];
    expect(compact(lines)).toBe(lines.join("\n"));
  });

  test("of a DataFrame keeps header, both ends and shape, in their form", () => {
    const header = "      region        amount         date";
    const text = compact([STATUS, header, ...rows(0, 60), "", "[344 rows x 3 columns]"]);
    const lines = text.split("\n");
    expect(lines.slice(0, 3)).toEqual([STATUS, header, rows(0, 1)[0]]);
    expect(text).toMatch(/\n\[… 56 lines left out …\]\n/);
    expect(lines.slice(-3)).toEqual([rows(59, 60)[0], "", "[344 rows x 3 columns]"]);
    expect(text.length).toBeLessThan(500);
  });

  test("of df.info() keeps columns, types and gaps", () => {
    const columns = Array.from(
      { length: 8 },
      (_, at) => ` ${at}   col_${at}     ${300 + at} non-null    float64`,
    );
    const text = compact([
      STATUS,
      ...rows(0, 40),
      "<class 'pandas.core.frame.DataFrame'>",
      "RangeIndex: 344 entries, 0 to 343",
      "Data columns (total 8 columns):",
      ...columns,
      "dtypes: float64(8)",
      ...rows(40, 60),
    ]);
    for (const line of ["RangeIndex: 344 entries", "dtypes: float64(8)", ...columns]) {
      expect(text).toContain(line);
    }
  });

  test("keeps the lines of describe() and of missing values between long tables", () => {
    const facts = [
      "(344, 7)",
      "mean     4201.75",
      "max      6300.00",
      "sex missing: 11 (3.2 %)",
      "缺失 11",
    ];
    const text = compact([STATUS, ...rows(0, 30), ...facts, ...rows(30, 60)]);
    for (const fact of facts) expect(text).toContain(`\n${fact}\n`);
  });

  test("of a failure keeps where it was and the exception", () => {
    const text = compact(
      [
        "[Failed · 0.1 s]",
        "KeyError                                  Traceback (most recent call last)",
        "Cell In[5], line 3",
        "      1 import pandas as pd",
        "----> 3 print(df['amonut'].sum())",
        ...Array.from(
          { length: 40 },
          (_, at) => `   ${3_800 + at}     casted_key = self._maybe_cast(key)`,
        ),
        "File /usr/lib/python3/site-packages/pandas/core/indexes/base.py:3812, in Index.get_loc(self, key)",
        "-> 3812     raise KeyError(key) from err",
        "",
        "KeyError: 'amonut'",
      ],
      true,
    );
    expect(text).toContain("Cell In[5], line 3\n");
    expect(text).toContain("----> 3 print(df['amonut'].sum())");
    expect(text).toMatch(/-> 3812 [^]*KeyError: 'amonut'$/);
    expect(text).not.toContain("casted_key");
  });

  test("of one endless line is cut with a mark, in no time", () => {
    const text = compact([STATUS, "7".repeat(1_000_000)]);
    expect(text.length).toBeLessThan(300);
    expect(text).toMatch(/7 …$/);
  });

  test("that would hardly become shorter stays whole", () => {
    const lines = [STATUS, ...rows(0, 14).map((line, at) => `${line} shape of part ${at}`)];
    expect(compact(lines)).toBe(lines.join("\n"));
  });

  test("tells what is left out in the language of the conversation", () => {
    const text = compactOutput([STATUS, ...rows(0, 60)].join("\n"), false, "zh");
    expect(text).toContain("[… 已省略 53 行 …]");
  });
});
