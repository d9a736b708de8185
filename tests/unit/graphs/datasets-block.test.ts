import { describe, expect, test } from "@jest/globals";
import { estimateTokens } from "../../../graphs/analyst/history/estimate-tokens.ts";
import { datasetsBlock } from "../../../graphs/analyst/prompts/datasets.ts";
import type { DatasetProfile } from "../../../graphs/analyst/profile.ts";

const column = (name: string) => ({
  name,
  type: "number",
  dtype: "float64",
  missing: 5,
  unique: 40,
  min: 1,
  max: 9,
  mean: 4.5,
  notes: ["numbers stored as text"],
});

const profile = (columns: number): DatasetProfile => ({
  path: "/home/user/销售.csv",
  format: "csv",
  size: 1234,
  encoding: "gb18030",
  delimiter: ",",
  readHint: 'pd.read_csv("/home/user/销售.csv", encoding="gb18030")',
  notes: [],
  tables: [
    {
      name: "销售.csv",
      rows: 1000,
      sampled: false,
      totalRows: [999],
      columns: Array.from({ length: columns }, (_, index) => column(`列${index}`)),
      head: "列0,列1\n1,2",
      notes: [],
    },
  ],
});

const dataset = (columns: number) => ({
  fileId: "f",
  name: "销售.csv",
  sha256: "0",
  size: 1234,
  path: "/home/user/销售.csv",
  profile: profile(columns),
});

describe("datasets in the prompt", () => {
  test("nothing is said without data", () => {
    expect(datasetsBlock([], "text", 6_000)).toBeUndefined();
  });

  test("a column shows type, missing share, range, notes and its real name", () => {
    const block = datasetsBlock([dataset(2)], "text", 6_000);
    expect(block).toContain(
      '"列0": number; <1% missing; 1 … 9; mean 4.5; 40 distinct; numbers stored as text',
    );
    expect(block).toContain('encoding="gb18030"');
    expect(block).toContain("rows that look like totals: 999");
  });

  test("each sheet of a workbook has its own way to be read", () => {
    const [table] = profile(1).tables;
    if (table === undefined) throw new Error("no table");
    const second = {
      ...table,
      name: "Notes",
      readHint: 'pd.read_excel("w.xlsx", sheet_name="Notes")',
    };
    const workbook = { ...dataset(1), profile: { ...profile(1), tables: [table, second] } };
    expect(datasetsBlock([workbook], "text", 6_000)).toContain('sheet_name="Notes"');
  });

  test("a very wide file is cut at a line with a note", () => {
    const block = datasetsBlock([dataset(5_000)], "text", 6_000) ?? "";
    expect(block.length).toBeLessThan(21_000);
    expect(block).toMatch(/\(\d+ more lines left out: look at the file itself\)$/);
  });

  test("several files share the room", () => {
    const block = datasetsBlock([dataset(5_000), dataset(5_000)], "text", 6_000) ?? "";
    expect(block.length).toBeLessThan(21_000);
    expect(block.match(/more lines left out/g)).toHaveLength(2);
  });

  test("a hundred files stay within the room: the newest with their profiles, others by name", () => {
    const files = Array.from({ length: 100 }, (_, index) => {
      const path = `/home/user/f${index}.csv`;
      return { ...dataset(300), path, profile: { ...profile(300), path } };
    });
    const block = datasetsBlock(files, "text", 2_000) ?? "";
    expect(estimateTokens(block)).toBeLessThan(2_050);
    expect(block).toContain("File /home/user/f99.csv");
    expect(block).toMatch(/\n- \/home\/user\/f0\.csv\n/);
    expect(block).toMatch(/\(\d+ more in \/home\/user\)$/);
  });

  test("the JSON form parses back", () => {
    const block = datasetsBlock([dataset(2)], "json", 6_000) ?? "";
    const [, json = ""] = /^```json dataset-profiles\n(.*)\n```$/s.exec(block) ?? [];
    expect(JSON.parse(json)).toEqual([profile(2)]);
  });

  test("a file without a profile is named", () => {
    expect(datasetsBlock([{ ...dataset(1), profile: undefined }], "text", 6_000)).toContain(
      "no profile, look at it first",
    );
  });
});
