import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readdirSync } from "node:fs";
import { z } from "zod";
import { ColumnProfile, DatasetProfile, TableProfile } from "../../../graphs/analyst/profile.ts";
import { emit, makeDatasets } from "../../integration/startup/datasets.ts";

/** The schema with no room for what it does not name. */
const Strict = z.strictObject({
  ...DatasetProfile.shape,
  tables: z.array(
    z.strictObject({
      ...TableProfile.shape,
      columns: z.array(
        z.strictObject({
          ...ColumnProfile.shape,
          type: z.enum([
            "integer",
            "number",
            "text",
            "category",
            "boolean",
            "date",
            "datetime",
            "mixed",
            "empty",
          ]),
        }),
      ),
    }),
  ),
});

let remove: () => Promise<void>;
let lines: string[];

beforeAll(async () => {
  let folder: string;
  [folder, remove] = await makeDatasets();
  lines = await emit(folder, readdirSync(folder));
});

afterAll(() => remove());

test("what the profiler prints is what the graph's schema names, and nothing else", () => {
  expect(lines.length).toBeGreaterThan(30);
  const faults = lines.flatMap((line) => {
    const { success, error } = Strict.safeParse(JSON.parse(line));
    return success ? [] : [z.prettifyError(error)];
  });
  expect(faults).toEqual([]);
});
