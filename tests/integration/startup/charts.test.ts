import { beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { runScript } from "./python.ts";

type Chart = Record<string, unknown> & { elements: unknown[] };

let charts: Map<string, Chart | null>;

beforeAll(async () => {
  const found = z
    .record(z.string(), z.looseObject({ elements: z.array(z.unknown()) }).nullable())
    .parse(await runScript("chart_cases.py"));
  charts = new Map(Object.entries(found));
});

const bars = (...rows: [label: string, group: string, value: number][]) =>
  rows.map(([label, group, value]) => ({ label, group, value }));

const NO_LABELS = { title: null, x_label: null, x_unit: null, y_label: null, y_unit: null };

describe("what a figure shows, as data", () => {
  test("a bar chart has every key, with the unit of the label's brackets", () => {
    expect(charts.get("bar")).toEqual({
      type: "bar",
      title: "销量",
      elements: bars(["北京", "Group 0", 1], ["上海", "Group 0", 2.5]),
      x_label: "城市",
      x_unit: null,
      y_label: "销售额（万元）",
      y_unit: "万元",
    });
  });

  test.each([
    ["bar of one", bars(["a", "Group 0", 3])],
    ["bar flat", bars(["a", "Group 0", 3], ["b", "Group 0", 3])],
    ["bar of years with errors", bars(["2019", "Group 0", 3], ["2020", "Group 0", 4])],
    [
      "bar of dates",
      bars(["2020-01-01T00:00:00", "Group 0", 1], ["2020-02-01T00:00:00", "Group 0", 2]),
    ],
    ["pandas bar groups", bars(["甲", "x", 1], ["乙", "x", 2], ["甲", "y", 3], ["乙", "y", 4])],
    ["histogram", bars(["1 – 2", "Group 0", 1], ["2 – 3", "Group 0", 2], ["3 – 4", "Group 0", 4])],
  ])("%s", (name, elements) => {
    expect(charts.get(name)).toEqual({ ...NO_LABELS, type: "bar", elements });
  });

  test("groups that differ by colour only get the names of the legend", () => {
    expect(charts.get("seaborn bar groups")?.elements).toEqual(
      bars(["Mon", "m", 3], ["Tue", "m", 2], ["Mon", "f", 3], ["Tue", "f", 5]),
    );
    const boxes = z.array(z.looseObject({ label: z.string() }));
    expect(
      boxes.parse(charts.get("seaborn box groups")?.elements).map(({ label }) => label),
    ).toEqual(["Mon / m", "Tue / m", "Mon / f", "Tue / f"]);
    expect(charts.get("lines with band")?.elements).toEqual([
      {
        label: "m",
        points: [
          ["Mon", 3],
          ["Tue", 2],
        ],
      },
      {
        label: "f",
        points: [
          ["Mon", 3],
          ["Tue", 5],
        ],
      },
    ]);
  });

  test("box plots give their statistics, also of three values and lying down", () => {
    expect(charts.get("box of three")?.elements).toEqual([
      {
        label: "1",
        min: 1,
        first_quartile: 1.5,
        median: 2,
        third_quartile: 2.5,
        max: 3,
        outliers: [],
      },
    ]);
    expect(charts.get("box flat")).toMatchObject({
      type: "box_and_whisker",
      elements: [
        { label: "x", median: 3, max: 4, outliers: [20] },
        { label: "y", min: 2, outliers: [] },
      ],
    });
  });

  test("lines keep gaps, and lines across the axes are no series", () => {
    expect(charts.get("line")).toMatchObject({
      type: "line",
      elements: [
        {
          label: "线",
          points: [
            [1, 1],
            [2, null],
            [3, 3],
          ],
        },
        {
          label: "Line 1",
          points: [
            [1, 3],
            [2, 2],
            [3, 1],
          ],
        },
      ],
      x_unit: "s",
      x_scale: "linear",
      y_scale: "log",
    });
  });

  test.each(["line of dates", "pandas series of months"])("%s has dates as such", (name) => {
    expect(charts.get(name)).toMatchObject({
      x_scale: "datetime",
      elements: [
        {
          points: [
            ["2020-01-01T00:00:00", 1],
            ["2020-02-01T00:00:00", 2],
            ["2020-03-01T00:00:00", 3],
          ],
        },
      ],
    });
  });

  test("ticks that were given names make an axis of categories", () => {
    expect(charts.get("labels of ticks")).toMatchObject({
      x_scale: "categorical",
      x_tick_labels: ["一", "二", "三"],
      elements: [
        {
          points: [
            ["一", 5],
            ["二", 6],
            ["三", 7],
          ],
        },
      ],
    });
  });

  test("a long line is thinned out and says so", () => {
    const [series] = z
      .array(z.object({ points: z.array(z.unknown()), total_points: z.number() }))
      .parse(charts.get("line of 100000")?.elements);
    expect([series?.points.length, series?.total_points]).toEqual([500, 100_000]);
  });

  test("points are points, whatever drew them", () => {
    expect(charts.get("scatter")).toMatchObject({
      type: "scatter",
      elements: [
        {
          label: "Points 0",
          points: [
            [1, 5],
            [2, 6],
          ],
        },
        {
          label: "measured",
          points: [
            [1, 3],
            [2, 4],
          ],
        },
      ],
    });
  });

  test("a pie gives angles", () => {
    expect(charts.get("pie")).toEqual({
      type: "pie",
      title: null,
      elements: [
        { label: "a", angle: 90, radius: 1 },
        { label: "b", angle: 270, radius: 1 },
      ],
    });
  });

  test.each([
    ["several axes", "总览", ["line", "pie"]],
    ["twin axes", null, ["bar", "line"]],
    ["bar and line", null, ["bar", "line"]],
    ["regression", null, ["line", "scatter"]],
  ])("%s make a superchart", (name, title, types) => {
    expect(charts.get(name)).toMatchObject({
      type: "superchart",
      title,
      elements: types.map((type) => ({ type })),
    });
  });

  test.each([
    "heat map",
    "picture",
    "violins",
    "areas",
    "steps",
    "three dimensions",
    "polar",
    "80 lines",
  ])("%s is unknown rather than wrong", (name) => {
    expect(charts.get(name)).toEqual({ type: "unknown", title: null, elements: [] });
  });

  test.each(["empty axes", "empty figure", "text only"])("%s is no chart", (name) => {
    expect(charts.get(name)).toBeNull();
  });
});
