import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { DatasetProfile } from "../../../graphs/analyst/profile.ts";
import { runScript } from "./python.ts";

const Outcome = z.object({
  profiles: z.record(z.string(), DatasetProfile),
  /** MiB that the process grew by at its most. */
  grown: z.number(),
});

let found: z.infer<typeof Outcome>;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "e2b-analyst-bombs-"));
  try {
    found = Outcome.parse(await runScript("bomb_cases.py", folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe("a small file that unpacks to something huge", () => {
  test.each(["strings", "styles", "sheet"])("as a workbook (%s) is refused in words", (name) => {
    expect(found.profiles[name]?.error).toMatch(
      /^the workbook has .* and would unpack to 300\.\d MB, which would fill the memory: it is not read$/,
    );
  });

  test.each(["lines", "zip"])(
    "as packed text (%s) is looked at, with a word of warning",
    (name) => {
      const profile = found.profiles[name];
      expect(profile?.error).toBeUndefined();
      expect(profile?.tables[0]?.columns.map((column) => column.name)).toEqual(["a", "b"]);
      expect(profile?.notes.join()).toMatch(/unpacked it has \d.* MB or more: read it in parts/);
    },
  );

  test("as one endless line or as zeros is bounded", () => {
    expect(found.profiles["zeros"]?.error).toContain("binary data");
    expect(found.profiles["one_line"]).toBeDefined();
  });

  test("takes bounded memory, whichever it is, and though it lies about its size", () => {
    expect(found.profiles["lying"]).toBeDefined();
    expect(found.grown).toBeLessThan(500);
  });
});

test("a workbook that packs well because its cells are equal is read", () => {
  expect(found.profiles["honest"]).toMatchObject({ format: "xlsx" });
  expect(found.profiles["honest"]?.error).toBeUndefined();
});
