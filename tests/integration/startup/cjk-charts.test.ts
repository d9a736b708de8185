import { beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { runScript } from "./python.ts";

const Matrix = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      warnings: z.array(z.string()),
      lines: z.array(z.string()),
      families: z.array(z.string()),
    }),
  ),
  shapes: z.array(
    z.object({ family: z.string(), boxes: z.array(z.string()), alike: z.array(z.string()) }),
  ),
  regions: z.record(z.string(), z.string()),
});

let matrix: z.infer<typeof Matrix>;

beforeAll(async () => {
  matrix = Matrix.parse(await runScript("render_matrix.py"));
});

describe("charts with Chinese, Japanese and Korean text", () => {
  test("all styles, settings and libraries were drawn", () => {
    expect(matrix.cases).toHaveLength(27);
  });

  test("no style or setting brings a warning of a missing glyph or font", () => {
    const noisy = matrix.cases.filter(({ warnings, lines }) => warnings.length + lines.length > 0);
    expect(noisy).toEqual([]);
  });

  test("every letter comes from the CJK font, not from another that is installed by luck", () => {
    const strange = matrix.cases.filter(
      ({ families }) =>
        families.length === 0 || families.some((name) => !name.startsWith("Noto Sans CJK")),
    );
    expect(strange).toEqual([]);
  });

  test("no letter looks like the box of a missing one, and no two look alike", () => {
    expect(matrix.shapes).toHaveLength(6);
    for (const { boxes, alike } of matrix.shapes) expect([boxes, alike]).toEqual([[], []]);
  });

  test("a family of a region draws the shapes of that region", () => {
    expect(matrix.regions).toEqual({
      SimHei: "Noto Sans CJK SC",
      "Microsoft JhengHei": "Noto Sans CJK TC",
      "Yu Gothic": "Noto Sans CJK JP",
      "Malgun Gothic": "Noto Sans CJK KR",
    });
  });
});
