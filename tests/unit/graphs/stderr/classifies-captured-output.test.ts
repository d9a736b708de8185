import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { CELL_OUTCOMES } from "../../../../graphs/analyst/outcomes.ts";
import { classifyCell } from "../../../../graphs/analyst/stderr/classify.ts";

const Sample = z.object({
  name: z.string(),
  versions: z.record(z.string(), z.string()),
  code: z.string(),
  status: z.enum(["ok", "error", "timeout", "cancelled", "kernel_died"]),
  error: z.object({ name: z.string(), value: z.string(), traceback: z.string() }).nullable(),
  stdout: z.string(),
  stderr: z.string(),
  hasValue: z.boolean(),
  hasResults: z.boolean(),
  expect: z.object({
    outcome: z.enum(CELL_OUTCOMES),
    caveats: z.array(z.string()),
    missingPackage: z.string().optional(),
    missingPath: z.string().optional(),
    /** Parts of the lines that the model is shown. */
    benign: z.array(z.string()).default([]),
  }),
});

const FOLDER = join(import.meta.dirname, "../../../fixtures/stderr");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
const SAMPLES = FILES.flatMap((file) =>
  z
    .array(Sample)
    .parse(JSON.parse(readFileSync(join(FOLDER, file), "utf8")))
    .map((sample) => ({ ...sample, title: `${file}: ${sample.name}` })),
);

function verdictOf({ error, ...sample }: (typeof SAMPLES)[number]) {
  return classifyCell({ ...sample, error: error ?? undefined });
}

describe("output captured from the real libraries", () => {
  test("covers every library", () => {
    const packages = SAMPLES.flatMap(({ versions }) => Object.keys(versions));
    expect(SAMPLES.length).toBeGreaterThan(200);
    expect([...new Set(packages)].toSorted()).toEqual(
      expect.arrayContaining(
        "catboost duckdb lightgbm matplotlib nltk numpy openpyxl pandas pip plotly polars prophet scikit-learn scipy seaborn statsmodels tensorflow-cpu torch tqdm transformers xgboost-cpu".split(
          " ",
        ),
      ),
    );
  });

  test.each(SAMPLES)("$title", (sample) => {
    const verdict = verdictOf(sample);
    const wanted = sample.expect;
    expect(verdict.outcome).toBe(wanted.outcome);
    const kinds = new Set(verdict.caveats.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(wanted.caveats.toSorted());
    expect(verdict.missingPackage).toBe(wanted.missingPackage);
    expect(verdict.missingPath).toBe(wanted.missingPath);
    for (const part of wanted.benign) expect(verdict.benign.join("\n")).toContain(part);
  });

  test("no cell that worked counts as failed, whatever stands on its stderr", () => {
    const worked = SAMPLES.filter(({ status }) => status === "ok");
    const outcomes = new Set(worked.map((sample) => verdictOf(sample).outcome));
    expect([...outcomes].toSorted()).toEqual(
      ["benign_warning", "data_caveat", "glyph_missing", "ok", "silent"].toSorted(),
    );
  });

  test("every failure has a headline of one line, every caveat a sentence in both languages", () => {
    for (const sample of SAMPLES) {
      const { headline, caveats, benign } = verdictOf(sample);
      expect(headline ?? "none").toMatch(
        sample.status === "ok" ? /^none$/ : /^(?!none$)\S[^\n]{1,299}$/,
      );
      for (const { words } of caveats) {
        expect(words.en).toMatch(/^[^\n]{10,300}$/);
        expect(words.zh).toMatch(/^(?=.*\p{Script=Han})[^\n]{5,300}$/u);
      }
      for (const line of benign) expect(line).toMatch(/^\S[^\n]{0,159}$/);
    }
  });
});
