import { beforeAll, describe, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { DatasetProfile } from "../../../graphs/analyst/profile.ts";
import { runScript } from "./python.ts";

const Outcome = z.object({
  profile: DatasetProfile,
  rows: z.number(),
  /** MiB that the process grew by. */
  grown: z.number(),
});

let small: z.infer<typeof Outcome>;
let large: z.infer<typeof Outcome>;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "e2b-analyst-large-"));
  try {
    small = Outcome.parse(await runScript("large_file.py", folder, "120"));
    large = Outcome.parse(await runScript("large_file.py", folder, "240"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe("a file too large to be read whole", () => {
  test("has all its rows counted", () => {
    expect(large.profile.tables[0]).toMatchObject({ rows: large.rows, sampled: true });
  });

  test("has its encoding found by letters that stand at its end only", () => {
    expect(large.profile.encoding).toBe("gb18030");
    expect(large.profile.readHint).toContain('encoding="gb18030"');
  });

  test("has its last row seen", () => {
    expect(large.profile.tables[0]?.totalRows).toEqual([large.rows - 1]);
  });

  test("is measured by parts from everywhere, not by its beginning", () => {
    const [, part, amount] = large.profile.tables[0]?.columns ?? [];
    expect((Number(part?.mean) - 1_000) / (large.rows / 10_000)).toBeCloseTo(0.5, 1);
    expect(Number(amount?.mean) / 499.5).toBeCloseTo(1, 1);
  });

  test("takes no more memory than a smaller one", () => {
    expect(large.grown - small.grown).toBeLessThan(40);
  });
});
